import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Where the secret manager leaves the agent's password. */
export interface SecretSource {
  /** The secret as it is now. Rejects with a `SecretError` where there is none to use. */
  read(signal?: AbortSignal): Promise<string>;
}

/** The secret manager gave no usable secret. The message never holds what it did give. */
export class SecretError extends Error {
  override readonly name = "SecretError";
  readonly code = "ERR_SECRET";
}

const minBytes = 24; // controllers refuse shorter passwords
const maxBytes = 4096;

/** A file, such as a mounted Kubernetes secret or what a Vault agent renders. */
export function fileSource(path: string): SecretSource {
  return {
    async read(signal) {
      let text;
      try {
        text = await readFile(path, { encoding: "utf8", signal });
      } catch (cause) {
        signal?.throwIfAborted();
        throw new SecretError(`cannot read the secret from ${path}`, { cause });
      }
      return usable(text, path);
    },
  };
}

/** A command that prints the secret, such as `vault kv get -field=password kv/agents/machine-0`. */
export function commandSource(command: readonly string[], timeout: number): SecretSource {
  const [program = "", ...args] = command;
  return {
    async read(signal) {
      try {
        const options = { signal, timeout, maxBuffer: maxBytes, encoding: "utf8" } as const;
        const { stdout } = await promisify(execFile)(program, args, options);
        return usable(stdout, program);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SecretError) throw error;
        // No cause: Node's error quotes what the program printed.
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
        throw new SecretError(`${program}, which should print the secret, failed (${code})`);
      }
    },
  };
}

function usable(text: string, from: string): string {
  const secret = text.replace(/\r?\n$/, "");
  const length = Buffer.byteLength(secret);
  if (length < minBytes || length > maxBytes) {
    throw new SecretError(
      `the secret from ${from} has ${length} bytes; a controller takes ${minBytes} to ${maxBytes}`,
    );
  }
  return secret;
}
