// Controllers that take part in a migration, and how an agent opens a connection to one of them.
import type { Agent } from "@holdfast/agent-config";
import { type Connection, type OpenFunc, RedirectError } from "@holdfast/api-open";
import { ApiInfoMissingError } from "@holdfast/connect";
import type { MigrationStatus } from "@holdfast/facades";
import type { ControllerTag } from "@holdfast/names";
import { findInChain, isKind } from "@holdfast/ports";

import { TooManyRedirectsError } from "../errors.js";

/** Where a controller is, and what its certificate is issued by. */
export interface ControllerInfo {
  readonly addrs: readonly string[];
  /** PEM; the agent's own CA where it is empty. */
  readonly caCert: string;
  readonly controller?: ControllerTag | undefined;
}

export function sourceOf(status: MigrationStatus): ControllerInfo {
  return { addrs: status["source-api-addrs"], caCert: status["source-ca-cert"] };
}

export function targetOf(status: MigrationStatus): ControllerInfo {
  return { addrs: status["target-api-addrs"], caCert: status["target-ca-cert"] };
}

/** Juju's. */
const MOST_REDIRECTS = 5;

/**
 * Logs in as the agent at another controller, and wherever that redirects to.
 *
 * @returns the connection, which is the caller's to close, and where it leads
 * @throws TooManyRedirectsError, or what keeps the agent out
 */
export async function openAt(
  agent: Agent,
  at: ControllerInfo,
  apiOpen: OpenFunc,
  signal: AbortSignal,
): Promise<{ readonly connection: Connection; readonly info: ControllerInfo }> {
  const config = agent.currentConfig();
  const own = config.apiInfo();
  if (own === undefined) throw new ApiInfoMissingError();
  const password = own.password === "" ? config.oldPassword : own.password;
  // What names the controller that the agent is configured for is no word about another.
  const { sniHostName: _name, controllerUuid: _uuid, ...login } = own;
  // Every dial option zero, as Juju's are here: one attempt, and no deadline but our signal's.
  const options = { dialAddressInterval: 0, dialTimeout: 0, timeout: 0, retryDelay: 0 };
  let info = at;
  for (let redirects = 0; ; redirects++) {
    const { addrs, caCert } = info;
    const there = { ...login, addrs, ...(caCert === "" ? {} : { caCert }) };
    try {
      const connection = await apiOpen(
        { ...there, ...(password === undefined ? {} : { password }) },
        options,
        signal,
      );
      return { connection, info: { ...info, controller: connection.controllerTag } };
    } catch (error) {
      const redirect = findInChain(error, (link) => isKind(link, RedirectError));
      if (redirect === undefined) throw error;
      if (redirects === MOST_REDIRECTS)
        throw new TooManyRedirectsError(MOST_REDIRECTS, { cause: error });
      info = { addrs: redirect.addrs, caCert: redirect.caCert };
    }
  }
}
