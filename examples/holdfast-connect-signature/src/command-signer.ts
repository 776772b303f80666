import { execFile } from "node:child_process";

import { type Signer, SignerError } from "./signer.ts";

/** Bytes of what it may print. */
const MAX_OUTPUT = 64 * 1024;

/**
 * A program that signs: it reads the data from its standard input, and prints the signature in base64.
 * What speaks PKCS#11 or to a TPM is wrapped in a few lines of shell. No shell is started here.
 *
 * @param timeout - ms
 */
export function commandSigner(
  command: readonly string[],
  publicKey: string,
  timeout: number,
): Signer {
  const [program = "", ...args] = command;
  return {
    publicKey,
    sign: (data, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      const options = { timeout, maxBuffer: MAX_OUTPUT, ...(signal ? { signal } : {}) };
      const child = execFile(program, args, options, (error, stdout) => {
        if (signal?.aborted) reject(signal.reason);
        // Without the cause: Node's error quotes what the program printed.
        else if (error !== null)
          reject(new SignerError(`${program} failed (${error.code ?? "killed"})`));
        else resolve(Buffer.from(stdout.trim(), "base64"));
      });
      // A program that ends without having read says so by how it ended.
      child.stdin?.on("error", () => undefined).end(data);
      return promise;
    },
  };
}
