import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import {
  type Agent,
  ApiError,
  connectFallback,
  defaultConnectPolicy,
  type RefusalPatience,
  RefusalTracker,
} from "../src/index.js";
import { configOf } from "./config-of.js";

const refusal = new ApiError("invalid entity name or password", { code: "unauthorized access" });

const fresh: Agent = {
  currentConfig: () => configOf({ old: "given at its making" }),
  changeConfig: () => Promise.resolve(),
};

test("by default a first login is refused for ten minutes before that is final", async () => {
  const clock = new VirtualClock();
  const { patience } = defaultConnectPolicy;
  const tracker = new RefusalTracker({ clock, patience });
  const refused = async (): Promise<unknown> =>
    tracker
      .attempt(fresh, undefined, () => Promise.reject(refusal))
      .catch((error: unknown) => error);
  for (let minute = 0; minute < 10; minute++) {
    // oxlint-disable-next-line no-await-in-loop -- one minute after the other
    expect(await refused()).toMatchObject({ code: "ERR_NOT_ADMITTED_YET", attempts: minute + 1 });
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(60_000);
  }
  expect(await refused()).toMatchObject({
    code: "ERR_CONNECT_IMPOSSIBLE",
    reason: "unauthorized",
    cause: refusal,
  });
});

test("without a patience for first logins the first refusal is final", async () => {
  const { firstLogin: _none, ...patience } = defaultConnectPolicy.patience;
  const tracker = new RefusalTracker({ clock: new VirtualClock(), patience });
  const attempt = tracker.attempt(fresh, undefined, () => Promise.reject(refusal));
  await expect(attempt).rejects.toMatchObject({ code: "ERR_CONNECT_IMPOSSIBLE" });
});

test("a controller that limits logins does not hide that it refused a password before", async () => {
  const info = { "retry-after-ms": 100 };
  const answers = [refusal, new ApiError("try again", { code: "try again", info })];
  const login = connectFallback({
    info: { addrs: ["10.0.0.1:17070"], tag: "machine-0" },
    passwords: ["the current one", "the old one"],
    apiOpen: () => Promise.reject(answers.shift() ?? new Error("asked too often")),
  });
  await expect(login).rejects.toMatchObject({
    code: "try again",
    info,
    message: "try again (and before that: invalid entity name or password)",
  });
});

test("a strategy without passwords has its verdicts speak of what it does show", async () => {
  const credentials = {
    refused: (who: string) => `the controller does not take the tokens of ${who}`,
    admit: (who: string) => `To admit it, let the controller trust the issuer of ${who}`,
  };
  const { firstLogin } = defaultConnectPolicy.patience;
  const verdict = async (patience: RefusalPatience, wasAdmitted: boolean): Promise<unknown> => {
    const clock = new VirtualClock();
    const options = { clock, patience, wasAdmitted: () => wasAdmitted, credentials };
    return new RefusalTracker(options)
      .attempt(fresh, undefined, () => Promise.reject(refusal))
      .catch((error: unknown) => String(error));
  };
  const gone = { attempts: 1, duration: 0 };
  const verdicts = await Promise.all([
    verdict(gone, false),
    verdict({ ...gone, ...(firstLogin && { firstLogin }) }, false),
    verdict(defaultConnectPolicy.patience, true),
  ]);
  for (const words of verdicts) {
    expect(words).toContain("let the controller trust the issuer of machine-0");
    expect(words).not.toContain("password");
  }
  expect(verdicts[0]).toContain("does not take the tokens of machine-0");
});
