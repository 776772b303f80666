import type { ApiCaller } from "@holdfast/api-open";
import { ApiError } from "@holdfast/api-open";
import { createAgentEngine, modelPolicy } from "@holdfast/agent-manifold";
import { resourceName, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { modelListWatcherManifold, modelsAfter } from "../src/model-list-watcher.js";
import { ModelSet } from "../src/model-set.js";

const model = (uuid: string, life = "alive") => ({ "model-uuid": uuid, life });

test("models that appear are served, dying ones too; dead and removed ones are not", () => {
  const first = modelsAfter(new Set(), [
    ["model", "change", model("a")],
    ["model", "change", model("b", "dying")],
    ["model", "change", model("c", "dead")],
    ["machine", "change", { "model-uuid": "d", life: "alive" }],
  ]);
  expect([...first]).toEqual(["a", "b"]);
  const then = modelsAfter(first, [
    ["model", "remove", model("a")],
    ["model", "change", model("b", "dead")],
    ["model", "change", model("e")],
  ]);
  expect([...then]).toEqual(["e"]);
});

test("the set tells its listeners of another set only", () => {
  const models = new ModelSet(["a", "b"]);
  let told = 0;
  const forget = models.subscribe(() => told++);
  models.replace(["b", "a"]);
  expect(told).toBe(0);
  models.replace(["a"]);
  models.replace(["c"]);
  expect(told).toBe(2);
  forget();
  models.replace([]);
  expect(told).toBe(2);
});

/** The list's worker in an engine, at a controller that has no watcher of models. */
function askingFor(answer: () => unknown) {
  const clock = new VirtualClock();
  const engine = createAgentEngine({ policy: modelPolicy, clock, random: () => 0.5 });
  const models = new ModelSet();
  const asked: string[] = [];
  const caller: Pick<ApiCaller, "call" | "facades"> = {
    facades: new Map([["Controller", [12, 13, 14]]]),
    call: async ({ version, method }) => {
      asked.push(`${version} ${method}`);
      return answer();
    },
  };
  const callerName = resourceName<ApiCaller>("api-caller");
  engine.install(callerName, {
    inputs: [],
    start: () => runWorker(untilAborted),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker calls, and no more
    output: () => caller as ApiCaller,
  });
  const name = resourceName<unknown>("model-list-watcher");
  engine.install(name, modelListWatcherManifold({ apiCallerName: callerName, models, clock }));
  return { clock, engine, models, asked, [Symbol.asyncDispose]: () => stop() };
  async function stop(): Promise<void> {
    engine.kill();
    await engine.wait();
  }
}

test("where no watcher tells of models they are asked for, from time to time", async () => {
  let names = ["a", "b"];
  await using site = askingFor(() => ({
    "user-models": names.map((uuid) => ({ model: { uuid, name: uuid, qualifier: "admin" } })),
  }));
  await site.clock.advance(100);
  expect([...site.models.current]).toEqual(["a", "b"]);
  expect(site.asked).toEqual(["14 AllModels"]);
  names = ["b"];
  await site.clock.advance(60_000);
  expect([...site.models.current]).toEqual(["b"]);
  expect(site.asked.length).toBeLessThan(5);
});

test("a controller that does not tell its models is asked again after minutes, and what to do is said", async () => {
  await using site = askingFor(() => {
    throw new ApiError("permission denied", { code: "unauthorized access" });
  });
  await site.clock.advance(3_600_000);
  expect(site.asked.length).toBeLessThan(8);
  expect(site.engine.explain("model-list-watcher").text).toContain("--models");
});
