import { PassThrough } from "node:stream";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readSecret } from "../src/index.js";

const what = "the bootstrap password";

function source(text: string | Buffer, signal: AbortSignal = new AbortController().signal) {
  const stdin = new PassThrough();
  stdin.end(text);
  return { stdin, stderr: new PassThrough(), signal };
}

test("a line comes back without its newline, and nothing else is trimmed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.stringMatching(/^[ -~é]{1,40}$/),
      fc.constantFrom("", "\n", "\r\n"),
      async (secret, end) => {
        expect(await readSecret(source(secret + end), what)).toBe(secret);
      },
    ),
  );
});

test.each([
  ["", "ERR_SECRET_MISSING"],
  ["\n", "ERR_SECRET_MISSING"],
  ["one\ntwo\n", "ERR_SECRET_INVALID"],
  ["a\u0000b", "ERR_SECRET_INVALID"],
  ["x".repeat(70_000), "ERR_SECRET_INVALID"],
])("%j is refused with a code", async (text, code) => {
  const error: unknown = await readSecret(source(text), what).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
});

test("a refusal does not repeat the secret", async () => {
  const error: unknown = await readSecret(source("hunter2\nmore\n"), what).catch(
    (reason: unknown) => reason,
  );
  expect(String(error)).not.toContain("hunter2");
});

test("the wait is interrupted by the signal", async () => {
  const stop = new AbortController();
  const reading = readSecret(
    { stdin: new PassThrough(), stderr: new PassThrough(), signal: stop.signal },
    what,
  );
  const reason = new Error("stopping");
  stop.abort(reason);
  await expect(reading).rejects.toBe(reason);
});
