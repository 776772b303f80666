import type { AuthHeader, LoginProvider } from "../contract/login-provider.js";
import { orAborted } from "../dial/or-aborted.js";
import { StreamError } from "../errors.js";

/**
 * The headers that the provider shows for one stream, asked for now. A provider that ignores its signal
 * is not waited for.
 *
 * Rejects with StreamError, whose cause is the provider's failure, or the signal's reason.
 */
export async function streamCredentials(
  provider: LoginProvider,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  let given: AuthHeader | undefined;
  try {
    given = await orAborted(asking(provider, signal), signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new StreamError("no credentials to open a stream with", { cause });
  }
  if (given === undefined) return {};
  try {
    return Object.fromEntries(
      new Headers(typeof given === "string" ? { authorization: given } : { ...given }),
    );
  } catch {
    // Without the cause: its message quotes the value.
    throw new StreamError("the login provider gives a header that no HTTP request can have");
  }
}

/** Asynchronous, so that what a provider throws is a rejection like any other. */
async function asking(
  provider: LoginProvider,
  signal: AbortSignal,
): Promise<AuthHeader | undefined> {
  return provider.authHeader(signal);
}
