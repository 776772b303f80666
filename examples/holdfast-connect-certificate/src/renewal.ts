import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The command that renews the certificate did not. What it printed is not told: it may hold a key. */
export class RenewalError extends Error {
  override readonly name = "RenewalError";
  readonly code = "ERR_CERTIFICATE_RENEWAL";
}

/**
 * Runs the command that renews the files in place, such as `step ca renew --force machine.crt
 * machine.key`. No shell.
 *
 * @param timeout - ms
 */
export async function renew(
  command: readonly string[],
  timeout: number,
  signal?: AbortSignal,
): Promise<void> {
  const [program = "", ...args] = command;
  try {
    await promisify(execFile)(program, args, { signal, timeout });
  } catch (error) {
    signal?.throwIfAborted();
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new RenewalError(`${program}, which should renew the certificate, failed (${code})`);
  }
}
