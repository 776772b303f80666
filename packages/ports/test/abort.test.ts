import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";

import { abortable, onAbort, untilAborted } from "../src/index.js";

const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

describe("abortable", () => {
  test("is settled by what was begun, undoes it once, and leaves no listener", async () => {
    const { signal } = new AbortController();
    const cleanup = vi.fn<() => void>();
    let settle: (value: number) => void = () => undefined;
    const waited = abortable<number>(signal, (resolve) => {
      settle = resolve;
      return cleanup;
    });
    expect(listeners(signal)).toBe(1);
    settle(7);
    settle(8);
    await expect(waited).resolves.toBe(7);
    expect(cleanup).toHaveBeenCalledTimes(1);
    expect(listeners(signal)).toBe(0);
  });

  test("rejects with the signal's reason at once, and undoes what was begun", async () => {
    const controller = new AbortController();
    const cleanup = vi.fn<() => void>();
    const waited = abortable(controller.signal, () => cleanup);
    const reason = new Error("shutting down");
    controller.abort(reason);
    await expect(waited).rejects.toBe(reason);
    expect(cleanup).toHaveBeenCalledTimes(1);
    expect(listeners(controller.signal)).toBe(0);
  });

  test("begins nothing where the signal was aborted before", async () => {
    const begin = vi.fn<() => void>();
    const reason = new Error("too late");
    await expect(abortable(AbortSignal.abort(reason), begin)).rejects.toBe(reason);
    expect(begin).not.toHaveBeenCalled();
  });

  test("undoes what settled while it began", async () => {
    const cleanup = vi.fn<() => void>();
    await abortable<void>(undefined, (resolve) => {
      resolve();
      return cleanup;
    });
    expect(cleanup).toHaveBeenCalledTimes(1);
  });

  test("rejects with what beginning threw", async () => {
    const { signal } = new AbortController();
    const waited = abortable(signal, () => {
      throw new Error("cannot begin");
    });
    await expect(waited).rejects.toThrow("cannot begin");
    expect(listeners(signal)).toBe(0);
  });
});

describe("onAbort", () => {
  test("calls once, at once where it is aborted already, and never after it was taken away", () => {
    const called = vi.fn<() => void>();
    onAbort(AbortSignal.abort(), called);
    expect(called).toHaveBeenCalledTimes(1);
    const controller = new AbortController();
    const remove = onAbort(controller.signal, called);
    remove();
    remove();
    expect(listeners(controller.signal)).toBe(0);
    controller.abort();
    expect(called).toHaveBeenCalledTimes(1);
    onAbort(undefined, called)();
    expect(called).toHaveBeenCalledTimes(1);
  });

  test("untilAborted is fulfilled by it", async () => {
    const controller = new AbortController();
    const waited = untilAborted(controller.signal);
    controller.abort(new Error("any reason"));
    await expect(waited).resolves.toBeUndefined();
    await expect(untilAborted(AbortSignal.abort())).resolves.toBeUndefined();
  });
});
