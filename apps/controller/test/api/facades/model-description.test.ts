import { describe, expect, test } from "vitest";

import type { Life } from "../../../src/index.js";
import {
  call,
  entities,
  loggedIn,
  login,
  openPeer,
  suiteController,
} from "../../kit/test-controller.js";

const running = suiteController();

/** What each of the messages that describe a model says of its status and its service level. */
async function told(name: string, life: Life): Promise<readonly unknown[]> {
  const controller = running();
  const { uuid } = await controller.addModel({ name });
  const tag = `model-${uuid}`;
  await controller.setLife({ tag, life });
  const { password } = await controller.setUserPassword({ name: "admin" });
  const onController = await openPeer(controller, "/api");
  await login(onController, { tag: "user-admin", password });
  const onModel = await loggedIn(controller, uuid, { tag: "user-admin", password });

  const info: Any = await call(onController, "ModelManager", "ModelInfo", entities(tag));
  const summaries: Any = await call(onController, "ModelManager", "ListModelSummaries", {
    "user-tag": "user-admin",
  });
  const full: Any = await call(onModel, "Client", "FullStatus", { patterns: [] });
  const watcher: Any = await call(onModel, "Client", "WatchAll");
  const news: Any = await call(onModel, "AllWatcher", "Next", {}, watcher["watcher-id"]);
  const { result } = info.results[0];
  const summary = summaries.results.find((one: Any) => one.result.uuid === uuid).result;
  const [, , delta] = news.deltas.find(([kind]: [string]) => kind === "model");
  return [
    { status: result.status.status, since: result.status.since, sla: result.sla.level },
    { status: summary.status.status, since: summary.status.since, sla: summary.sla.level },
    {
      status: full.model["model-status"].status,
      since: full.model["model-status"].since,
      sla: full.model.sla,
    },
    { status: delta.status.current, since: delta.status.since, sla: delta.sla.level },
  ];
}

// oxlint-disable-next-line typescript/no-explicit-any -- replies, looked into from outside
type Any = any;

describe("every message that describes a model", () => {
  test.each([
    ["alive", "available"],
    ["dying", "destroying"],
    ["dead", "destroying"],
  ] as const)("says of one that is %s that it is %s", async (life, status) => {
    const [one, ...others] = await told(`model-${life}`, life);
    expect(one).toMatchObject({ status, sla: "unsupported" });
    expect(others).toEqual([one, one, one]);
  });
});
