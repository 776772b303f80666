import { type ApiInfo, formatHostPort } from "@holdfast/names";
import { validateApiInfo } from "./api-info.js";
import { ApiConnection } from "./connection/api-connection.js";
import type { Connection } from "./contract/connection.js";
import { Deadline, DeadlineReached } from "./dial/deadline.js";
import { dial } from "./dial/dial.js";
import { type DialOptions, resolveDialOptions } from "./dial/dial-options.js";
import { DialTimeoutError } from "./dial/dial-errors.js";
import { validateCaCert } from "./dial/validate-ca-cert.js";
import { verifyUnknownCa } from "./dial/verify-unknown-ca.js";
import { logIn } from "./login/log-in.js";
import { currentProtocol, type LoginProtocol, modellessProtocol } from "./login/login.js";
import type { OpenWithDefaults } from "./open-func.js";
import { Streams } from "./streams/streams.js";

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
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = await controller.addMachine({ id: "0" });
 * const connection = await apiOpen(
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
 * await connection.close();
 * await controller[Symbol.asyncDispose]();
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
  validateCaCert(info.caCert);
  using limit = new Deadline(settings.timeout, settings.clock, signal);
  try {
    const known = await verifyUnknownCa(info, settings, limit.signal);
    const dialled = await dial(known, protocol.path(info), settings, limit.signal);
    const provider = settings.loginProvider ?? protocol.provider(info);
    const by = settings.loginProvider === undefined ? "info" : "provider";
    const { peer, target } = dialled;
    const { address } = target;
    const session = await logIn({ provider, by }, { peer, address }, info, limit.signal);
    const isProxied = target.proxy !== undefined;
    return new ApiConnection({
      peer,
      address,
      ipAddr: isProxied ? undefined : formatHostPort(target.endpoint),
      isProxied,
      session,
      info: known,
      heartbeat: settings,
      streams: new Streams(target, { info: known, settings, provider }),
    });
  } catch (error) {
    // The deadline passed while a CA was being verified; the later steps report it themselves.
    throw error instanceof DeadlineReached
      ? new DialTimeoutError(info.addrs.join(", "), error.ms)
      : protocol.mapError(error);
  }
}
