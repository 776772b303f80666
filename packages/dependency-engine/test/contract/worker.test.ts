import { expect, test } from "vitest";
import { runWorker } from "../../src/index.js";
import { isWorker } from "../../src/contract/worker.js";

test("a loop runs at once, and its end is the worker's", async () => {
  let ran = false;
  const worker = runWorker(async () => {
    ran = true;
  });
  expect(ran).toBe(true);
  await expect(worker.wait()).resolves.toBeUndefined();
  const broken = new Error("broken");
  await expect(runWorker(() => Promise.reject(broken)).wait()).rejects.toBe(broken);
});

test("a loop that throws before its first wait is a worker that failed", async () => {
  const broken = new Error("broken");
  const throws = (): never => {
    throw broken;
  };
  await expect(runWorker(throws).wait()).rejects.toBe(broken);
});

test("kill aborts the loop's signal, any number of times", async () => {
  let aborts = 0;
  const worker = runWorker(
    (signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          aborts += 1;
          resolve();
        });
      }),
  );
  worker.kill();
  worker.kill();
  await worker.wait();
  await worker.wait();
  expect(aborts).toBe(1);
});

test("a loop that rejects with the signal's own reason stopped cleanly, and with another did not", async () => {
  const interrupted = runWorker(
    (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  interrupted.kill();
  await expect(interrupted.wait()).resolves.toBeUndefined();
  const broken = new Error("cannot close");
  const failed = runWorker(
    (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(broken));
      }),
  );
  failed.kill();
  await expect(failed.wait()).rejects.toBe(broken);
});

test("nobody need wait for a worker that fails", async () => {
  runWorker(() => Promise.reject(new Error("unseen")));
  // vitest fails the run on an unhandled rejection.
  await new Promise((resolve) => setImmediate(resolve));
  expect.assertions(0);
});

const NOTHING = (): void => undefined;

test.each([
  null,
  undefined,
  1,
  {},
  { kill: 1, wait: 1 },
  { kill: NOTHING },
  { kill: NOTHING, wait: 1 },
  { kill: 1, wait: NOTHING },
])("%o is no worker", (value) => {
  expect(isWorker(value)).toBe(false);
});
