import { AllModelWatcher, Machiner } from "@holdfast/facades";
import { flushPromises } from "@holdfast/ports/testing";
import { ApiError, type IncomingRequest } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";
import {
  type Connection,
  facadeClient,
  open,
  type Watch,
  watchAll,
  watchAllModels,
  watchEvents,
  watchNotify,
  watchStrings,
} from "../src/index.js";
import { TestController, PATIENT } from "./support/test-controller.js";

/** A controller's watcher: the test says when something changes; `Stop` frees a waiting `Next`. */
class Watched implements AsyncDisposable {
  readonly log: string[] = [];
  #next: PromiseWithResolvers<unknown> | undefined;

  private constructor(
    readonly controller: TestController,
    readonly connection: Connection,
  ) {
    const next = ({ id }: IncomingRequest): Promise<unknown> => {
      this.log.push(`next ${id}`);
      this.#next = Promise.withResolvers();
      return this.#next.promise;
    };
    const stop = ({ id }: IncomingRequest): unknown => {
      this.log.push(`stop ${id}`);
      this.#next?.reject(new ApiError("watcher has been stopped", { code: "stopped" }));
      return {};
    };
    controller.answers = {
      "NotifyWatcher.Next": next,
      "NotifyWatcher.Stop": stop,
      "StringsWatcher.Next": next,
      "StringsWatcher.Stop": stop,
      "AllModelWatcher.Next": next,
      "AllModelWatcher.Stop": stop,
      "Machiner.WatchAPIHostPorts": () => ({ NotifyWatcherId: "7" }),
    };
  }

  static async start(): Promise<Watched> {
    const controller = await TestController.start();
    return new Watched(controller, await open(controller.info(), PATIENT));
  }

  /** Answers the `Next` that waits, or the next one. */
  async change(answer: unknown = {}): Promise<void> {
    await this.until(() => this.#next !== undefined);
    this.#next?.resolve(answer);
    this.#next = undefined;
  }

  async until(condition: () => boolean): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- until it has come through the socket
    while (!condition()) await flushPromises();
  }

  notify(options?: { signal: AbortSignal }): Watch<void> {
    return watchNotify(this.connection, { NotifyWatcherId: "7" }, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
    await this.controller[Symbol.asyncDispose]();
  }
}

describe("a watcher of changes", () => {
  test("tells one at once, then each, asking for one at a time, and stops what it started", async () => {
    await using watched = await Watched.start();
    const started = await facadeClient(watched.connection, Machiner).WatchAPIHostPorts();
    const events: [event: unknown, asked: number][] = [];
    for await (const event of watchNotify(watched.connection, started)) {
      events.push([event, watched.log.length]);
      if (events.length === 3) break;
      void watched.change();
    }
    expect(events).toEqual([
      [undefined, 0],
      [undefined, 1],
      [undefined, 2],
    ]);
    await watched.until(() => watched.log.includes("stop 7"));
    expect(watched.log).toEqual(["next 7", "next 7", "stop 7"]);
  });

  test("called off while it waits, ends with the signal's reason, and stops", async () => {
    await using watched = await Watched.start();
    const abort = new AbortController();
    const watch = watched.notify({ signal: abort.signal });
    await watch.next();
    const waiting = watch.next().catch((error: unknown) => error);
    await watched.until(() => watched.log.includes("next 7"));
    const reason = new Error("enough");
    abort.abort(reason);
    expect(await waiting).toBe(reason);
    await expect(watch.next()).rejects.toBe(reason);
    await watched.until(() => watched.log.includes("stop 7"));
  });

  test("called off before anybody looked, still stops what was started", async () => {
    await using watched = await Watched.start();
    const reason = new Error("enough");
    const watch = watched.notify({ signal: AbortSignal.abort(reason) });
    await expect(watch.next()).rejects.toBe(reason);
    await watched.until(() => watched.log.includes("stop 7"));
    expect(watched.log).toEqual(["stop 7"]);
  });

  test("never looked at, stops when it is disposed of, once", async () => {
    await using watched = await Watched.start();
    const watch = watched.notify();
    await Promise.all([watch.close(), watch.close()]);
    await watch[Symbol.asyncDispose]();
    expect(watched.log).toEqual(["stop 7"]);
    await expect(watch.next()).resolves.toEqual({ done: true, value: undefined });
  });

  test("closed while it waits, ends cleanly", async () => {
    await using watched = await Watched.start();
    const watch = watched.notify();
    await watch.next();
    const waiting = watch.next();
    await watched.until(() => watched.log.includes("next 7"));
    await watch.close();
    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
  });

  test("asks for one event at a time, however many wait for one", async () => {
    await using watched = await Watched.start();
    const watch = watched.notify();
    const three = [watch.next(), watch.next(), watch.next()];
    await watched.change();
    await three[1];
    await watched.change();
    await Promise.all(three);
    expect(watched.log).toEqual(["next 7", "next 7"]);
    await watch.close();
  });

  test("that the controller has forgotten ends with its answer", async () => {
    await using watched = await Watched.start();
    watched.controller.answers = {
      ...watched.controller.answers,
      "NotifyWatcher.Next": () => {
        throw new ApiError("unknown watcher id", { code: "not found" });
      },
    };
    const watch = watched.notify();
    await watch.next();
    await expect(watch.next()).rejects.toMatchObject({ code: "not found" });
    await expect(watch.next()).resolves.toEqual({ done: true, value: undefined });
  });

  test("ends with its connection, for the connection's reason", async () => {
    await using watched = await Watched.start();
    const watch = watched.notify();
    await watch.next();
    const waiting = watch.next().catch((error: unknown) => error);
    await watched.until(() => watched.log.includes("next 7"));
    watched.controller.cut();
    expect(await waiting).toBe(watched.connection.broken.reason);
  });

  test("that was never started is the error that came instead", async () => {
    await using watched = await Watched.start();
    const error = { message: "permission denied", code: "unauthorized access" };
    expect(() => watchNotify(watched.connection, { NotifyWatcherId: "", error })).toThrow(
      expect.objectContaining({ name: "ApiError", code: "unauthorized access" }),
    );
  });
});

describe("a watcher of names", () => {
  test("tells those that there are, then those that change", async () => {
    await using watched = await Watched.start();
    const started = { "watcher-id": "9", changes: ["0", "1"] };
    const watch = watchStrings(watched.connection, started);
    await expect(watch.next()).resolves.toEqual({ done: false, value: ["0", "1"] });
    const next = watch.next();
    await watched.change({ "watcher-id": "", changes: ["2"] });
    await expect(next).resolves.toEqual({ done: false, value: ["2"] });
    await watch.close();
    expect(watched.log).toEqual(["next 9", "stop 9"]);
  });
});

describe("any other watcher", () => {
  test("tells what its facade tells, from the first answer on", async () => {
    await using watched = await Watched.start();
    const watch = watchEvents(watched.connection, AllModelWatcher, "3");
    const next = watch.next();
    await watched.change({ deltas: [["model", "change", { name: "one" }]] });
    await expect(next).resolves.toEqual({
      done: false,
      value: { deltas: [["model", "change", { name: "one" }]] },
    });
    await watch.close();
  });
});

describe("everything in a model, or in all of them", () => {
  test("is told as changes, several at a time, by a watcher that is stopped in the end", async () => {
    await using watched = await Watched.start();
    const { controller, connection } = watched;
    controller.answers = {
      ...controller.answers,
      "Controller.WatchAllModels": () => ({ "watcher-id": "5" }),
    };
    const watch = await watchAllModels(connection);
    const next = watch.next();
    const deltas = [
      ["model", "change", { name: "one" }],
      ["machine", "remove", { id: "0" }],
    ];
    await watched.change({ deltas });
    await expect(next).resolves.toEqual({ done: false, value: deltas });
    await watch.close();
    expect(watched.log).toEqual(["next 5", "stop 5"]);
  });

  test("is refused by a controller that has no such watcher", async () => {
    await using watched = await Watched.start();
    await expect(watchAll(watched.connection)).rejects.toMatchObject({
      code: "ERR_FACADE_UNAVAILABLE",
    });
  });
});
