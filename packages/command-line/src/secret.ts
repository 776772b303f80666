// A secret comes in on standard input, never as an argument (any user may list those) nor through
// the environment (children inherit it). On a terminal it is asked for and not shown.
import readline from "node:readline/promises";
import { Writable } from "node:stream";

import { onAbort } from "@holdfast/ports";

import type { CommandHost } from "./host.js";
import { UsageError } from "./usage-error.js";

const maxBytes = 64 * 1024;

/** The streams a secret is read through, and what interrupts the wait. */
export interface SecretSource extends Pick<CommandHost, "stdin" | "stderr"> {
  readonly signal: AbortSignal;
}

/**
 * One line from standard input, without its newline.
 * @param what - what is asked for, as a person would name it: `the bootstrap password`
 * @throws {UsageError} `ERR_SECRET_MISSING` where there is none, `ERR_SECRET_INVALID` where it is more
 *   than one line, longer than 64 KiB, or holds control characters
 * @throws the signal's reason, when interrupted
 */
export async function readSecret(source: SecretSource, what: string): Promise<string> {
  const text = source.stdin.isTTY === true ? await ask(source, what) : await drain(source, what);
  const secret = text.replace(/\r?\n$/, "");
  if (secret === "") {
    throw new UsageError(
      "ERR_SECRET_MISSING",
      `no ${bare(what)} on standard input: pipe it in, for example \`… < password-file\``,
    );
  }
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(secret)) {
    throw new UsageError(
      "ERR_SECRET_INVALID",
      `${what} on standard input must be a single line without control characters`,
    );
  }
  return secret;
}

function bare(what: string): string {
  return what.replace(/^the /, "");
}

async function drain({ stdin, signal }: SecretSource, what: string): Promise<string> {
  signal.throwIfAborted();
  const abort = (): void => {
    stdin.destroy(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
  };
  const forget = onAbort(signal, abort);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stdin) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a byte stream yields buffers or text
      const bytes = Buffer.from(chunk as Buffer | string);
      size += bytes.length;
      if (size > maxBytes) {
        throw new UsageError(
          "ERR_SECRET_INVALID",
          `${what} on standard input is longer than 64 KiB`,
        );
      }
      chunks.push(bytes);
    }
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    forget();
  }
}

async function ask({ stdin, stderr, signal }: SecretSource, what: string): Promise<string> {
  signal.throwIfAborted();
  // readline edits the line for us; its echo goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = readline.createInterface({ input: stdin, output: nowhere, terminal: true });
  stderr.write(`${what} (not shown): `);
  const interrupted = new AbortController();
  // In raw mode Ctrl-C is a key; hand it on as the interrupt it means.
  lines.on("SIGINT", () =>
    interrupted.abort(new UsageError("ERR_SECRET_MISSING", `${what} was not given`)),
  );
  lines.on("close", () =>
    interrupted.abort(new UsageError("ERR_SECRET_MISSING", `${what} was not given`)),
  );
  const either = AbortSignal.any([signal, interrupted.signal]);
  try {
    return await lines.question("", { signal: either });
  } catch (error) {
    either.throwIfAborted();
    throw error;
  } finally {
    lines.close();
    stderr.write("\n");
  }
}
