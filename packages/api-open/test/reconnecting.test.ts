import { Machiner, StringsWatcher } from "@holdfast/facades";
import { VirtualClock } from "@holdfast/ports/testing";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import {
  type ApiInfo,
  facadeClient,
  openReconnecting,
  type ReconnectingClient,
  type ReconnectingState,
  resumeWatch,
  watchStrings,
} from "../src/index.js";
import { PASSWORD, PATIENT, TestController } from "./support/test-controller.js";

/** Waits as long as is said, so that a test sees each state, however busy the machine is. */
const SOON = { backoff: { delay: 1, reset: 0, jitter: { kind: "none" } } } as const;
const LATER = { backoff: { delay: 3_600_000, jitter: { kind: "none" } } } as const;

function becomes(client: ReconnectingClient, kind: ReconnectingState["kind"]): Promise<void> {
  return new Promise((resolve) => {
    if (client.state.kind === kind) resolve();
    client.subscribe((state) => {
      if (state.kind === kind) resolve();
    });
  });
}

/** The controller loses every connection that it has. */
function breakAll(controller: TestController): void {
  for (const { socket } of controller.served.splice(0)) socket.terminate();
}

/** By a reset, or in good order, as the kernel has it. */
const LOST: unknown = expect.stringMatching(/^ERR_CONNECTION_(LOST|SHUTDOWN)$/);
const echo = { "Machiner.Life": () => ({ results: [{ life: "alive" }] }) };
const life = (client: ReconnectingClient, options = {}): Promise<unknown> =>
  facadeClient(client, Machiner).Life({ entities: [] }, options);

/** What a promise is rejected with, once it is. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { fulfilled: await promise };
  } catch (error) {
    return error;
  }
}

describe("a client that reconnects", () => {
  test("tells each state, connects again, and leaves nothing when it is closed", async () => {
    await using controller = await TestController.start({ answers: echo });
    const kinds: string[] = [];
    const onState = ({ kind }: ReconnectingState): void => void kinds.push(kind);
    const client = await openReconnecting(controller.info(), { ...PATIENT, ...SOON, onState });
    expect(client.state).toMatchObject({ kind: "connected", connection: { authTag: "machine-0" } });
    await life(client);
    const away = becomes(client, "waiting");
    breakAll(controller);
    await away;
    await life(client); // waits for the next connection
    await client.close();
    await expect(life(client)).rejects.toMatchObject({ code: "ERR_CONNECTION_AWAY" });
    expect(client.broken.aborted).toBe(true);
    expect(kinds).toEqual([
      "connecting",
      "connected",
      "waiting",
      "connecting",
      "connected",
      "closed",
    ]);
  });

  test("tries again from the first attempt on, later each time, until there is a controller", async () => {
    const clock = new VirtualClock();
    const delays: number[] = [];
    let attempts = 0;
    const failing = async (): Promise<ApiInfo> => {
      attempts += 1;
      throw new Error(`attempt ${attempts}`);
    };
    const stop = new AbortController();
    const opening = openReconnecting(
      failing,
      {
        clock,
        backoff: { delay: 100, factor: 2, cap: 300, jitter: { kind: "none" } },
        onState: (state) => {
          if (state.kind !== "waiting") return;
          delays.push(state.delay);
          if (delays.length === 4) stop.abort(new Error("enough"));
        },
      },
      stop.signal,
    );
    const ended = failureOf(opening);
    while (!stop.signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      await clock.advance(100);
    }
    expect(await ended).toMatchObject({ message: "enough" });
    expect(delays).toEqual([100, 200, 300, 300]);
  });

  test("asks for the info anew before each attempt, and lives with a secret that was renewed", async () => {
    let password = PASSWORD;
    await using controller = await TestController.start({ answers: echo });
    let asked = 0;
    const source = (): ApiInfo => {
      asked += 1;
      return { ...controller.info(), password };
    };
    await using client = await openReconnecting(source, { ...PATIENT, ...SOON });
    password = "the old one";
    const away = becomes(client, "waiting");
    breakAll(controller);
    await away;
    password = PASSWORD;
    await life(client);
    expect(asked).toBeGreaterThan(1);
  });

  test("ends where its login is refused: at once with a secret that stays, twice with one that may be another", async () => {
    const refuse = (): never => {
      throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
    };
    await using controller = await TestController.start({ answers: { "Admin.Login": refuse } });
    const info = controller.info();
    const logins = (): number =>
      controller.requests.filter(({ method }) => method === "Login").length;
    await expect(openReconnecting(info, { ...PATIENT, ...SOON })).rejects.toMatchObject({
      code: "unauthorized access",
    });
    expect(logins()).toBe(1);
    await expect(openReconnecting(() => info, { ...PATIENT, ...SOON })).rejects.toMatchObject({
      code: "unauthorized access",
    });
    expect(logins()).toBe(3);
  });

  test("rejects what was under way when its connection broke, and does not ask it again", async () => {
    let asked = 0;
    const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
    const answers = {
      "Machiner.Life": () => {
        asked += 1;
        hear();
        return new Promise(() => undefined);
      },
    };
    await using controller = await TestController.start({ answers });
    await using client = await openReconnecting(controller.info(), { ...PATIENT, ...LATER });
    const call = life(client);
    const rejected = failureOf(call);
    await heard;
    breakAll(controller);
    expect(await rejected).toMatchObject({ code: LOST });
    expect(asked).toBe(1);
  });

  test("while it is away, has calls wait as long as they say, or fails them where it is told so", async () => {
    await using controller = await TestController.start({ answers: echo });
    await using patient = await openReconnecting(controller.info(), { ...PATIENT, ...LATER });
    const options = { ...PATIENT, ...LATER, whileAway: "fail" } as const;
    await using hasty = await openReconnecting(controller.info(), options);
    const away = [becomes(patient, "waiting"), becomes(hasty, "waiting")];
    breakAll(controller);
    await Promise.all(away);
    await expect(life(hasty)).rejects.toMatchObject({
      code: "ERR_CONNECTION_AWAY",
      cause: { code: LOST },
    });
    await expect(life(patient, { timeout: 5 })).rejects.toMatchObject({
      code: "ERR_CONNECTION_AWAY",
      cause: { code: LOST },
    });
    const stop = new AbortController();
    const stopped = failureOf(life(patient, { signal: stop.signal }));
    stop.abort(new Error("enough"));
    expect(await stopped).toMatchObject({ message: "enough" });
  });

  test("that is closed while calls wait for it rejects them", async () => {
    await using controller = await TestController.start();
    await using client = await openReconnecting(controller.info(), { ...PATIENT, ...LATER });
    const away = becomes(client, "waiting");
    breakAll(controller);
    await away;
    const rejected = failureOf(life(client));
    await client.close();
    expect(await rejected).toMatchObject({ code: "ERR_CONNECTION_AWAY" });
  });
});

describe("a watch that is resumed", () => {
  test("says where a gap is, and goes on with all that there is then", async () => {
    let started = 0;
    await using controller = await TestController.start({
      answers: {
        "Machiner.Watch": () => {
          started += 1;
          return { "watcher-id": "1", changes: [`all at ${started}`] };
        },
        "StringsWatcher.Next": () => new Promise(() => undefined),
        "StringsWatcher.Stop": () => ({}),
      },
    });
    await using client = await openReconnecting(controller.info(), { ...PATIENT, ...SOON });
    const stop = new AbortController();
    const told: unknown[] = [];
    const watch = resumeWatch<readonly string[]>(
      client,
      async (connection, options) => {
        const asked = { facade: "Machiner", method: "Watch" };
        const reply: { "watcher-id": string; changes: string[] } = Object(
          await connection.call(asked),
        );
        expect(StringsWatcher.version).toBe(1);
        return watchStrings(connection, reply, options);
      },
      { signal: stop.signal },
    );
    const end = (async () => {
      for await (const each of watch) {
        told.push(each.kind === "event" ? each.event : each.kind);
        if (told.length === 1) breakAll(controller);
        if (told.length === 3) stop.abort(new Error("enough"));
      }
    })();
    await expect(end).rejects.toThrow("enough");
    expect(told).toEqual([["all at 1"], "gap", ["all at 2"]]);
  });

  test("ends with its own error where its connection lasts", async () => {
    await using controller = await TestController.start();
    await using client = await openReconnecting(controller.info(), PATIENT);
    const refused = new Error("no such watcher");
    const watch = resumeWatch(client, () => Promise.reject(refused));
    await expect(watch.next()).rejects.toBe(refused);
  });
});
