import type { ApiInfo } from "@holdfast/names";
import { onAbort } from "@holdfast/ports";
import { validateApiInfo } from "./api-info.js";
import { ApiConnection } from "./connection/api-connection.js";
import type { Connection } from "./contract/connection.js";
import { Deadline, DeadlineReached } from "./dial/deadline.js";
import { dial, type DialResult } from "./dial/dial.js";
import { type DialOptions, resolveDialOptions } from "./dial/dial-options.js";
import { DialTimeoutError } from "./dial/dial-errors.js";
import { verifyUnknownCa } from "./dial/verify-unknown-ca.js";
import { LoginTimeoutError } from "./errors.js";
import type { LoginProvider } from "./contract/login-provider.js";
import { currentProtocol, logInBy, type LoginProtocol, modellessProtocol } from "./login/login.js";
import { type LoginSession, readLoginResult } from "./login/login-result.js";
import type { OpenWithDefaults } from "./open-func.js";

/**
 * Opens a connection to a model; to the controller alone where the info names no model. It is logged in
 * by the `loginProvider` of the options; without one, by what the info says: a password, macaroons, or
 * the client certificate of the options.
 */
export const open: OpenWithDefaults = (info, options = {}, signal) =>
  openBy(currentProtocol, info, options, signal);

/**
 * As {@link open}; but where the info names no model it logs in by version 1, whose reply names it.
 * A controller that has no such login is a LoginVersionRefusedError: the model must be configured.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiOpen } from "@holdfast/api-open";
 * import { startController } from "@holdfast/controller";
 * import { machineTag, modelTag } from "@holdfast/names";
 *
 * await using controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = controller.addMachine({ id: "0" });
 * await using connection = await apiOpen(
 *   {
 *     addrs: [controller.address], // any number: they are tried side by side
 *     caCert: controller.caCert,
 *     modelTag: modelTag(model),
 *     tag: machineTag("0"),
 *     nonce,
 *     password,
 *   },
 *   { dialTimeout: 3_000 },
 * );
 * assert.equal(connection.authTag, "machine-0");
 * assert.ok(connection.bestFacadeVersion("Agent") > 0);
 * connection.broken.addEventListener("abort", () => console.log(connection.broken.reason));
 * ```
 */
export const apiOpen: OpenWithDefaults = (info, options = {}, signal) => {
  const byInfo = info.skipLogin !== true && options.loginProvider === undefined;
  const protocol = info.modelTag === undefined && byInfo ? modellessProtocol : currentProtocol;
  return openBy(protocol, info, options, signal);
};

async function openBy(
  protocol: LoginProtocol,
  given: ApiInfo,
  options: DialOptions,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  signal?.throwIfAborted();
  const settings = resolveDialOptions(options);
  const info = validateApiInfo(given, settings.logger);
  using limit = new Deadline(settings.timeout, settings.clock, signal);
  try {
    const known = await verifyUnknownCa(info, settings, limit.signal);
    const dialled = await dial(known, protocol.path(info), settings, limit.signal);
    const provider = settings.loginProvider ?? protocol.provider(info);
    const by = settings.loginProvider === undefined ? "info" : "provider";
    const session = await logIn({ provider, by }, dialled, info, limit.signal);
    return new ApiConnection(dialled, session, { info: known, settings, provider });
  } catch (error) {
    // The deadline passed while a CA was being verified; the later steps report it themselves.
    throw error instanceof DeadlineReached
      ? new DialTimeoutError(info.addrs.join(", "), error.ms)
      : protocol.mapError(error);
  }
}

/** Logs in, unless that is left out; where it fails, what was dialled is closed before it rejects. */
async function logIn(
  { provider, by }: { readonly provider: LoginProvider; readonly by: "info" | "provider" },
  { peer, target }: DialResult,
  info: ApiInfo,
  signal: AbortSignal,
): Promise<LoginSession | undefined> {
  // Aborted during the login, or while the connection is closed after it failed: end it at once.
  const removeListener = onAbort(signal, () => peer.destroy(signal.reason));
  try {
    signal.throwIfAborted();
    if (info.skipLogin === true) return undefined;
    return readLoginResult(await logInBy(provider, peer, signal), info, target.address);
  } catch (error) {
    await peer.close();
    if (error instanceof DeadlineReached) throw new LoginTimeoutError(target.address, error.ms, by);
    throw error;
  } finally {
    removeListener();
  }
}
