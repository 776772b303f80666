import type { Agent } from "@holdfast/agent-config";
import type { Connection, OpenFunc } from "@holdfast/api-open";

/**
 * Makes an authenticated connection for `agent`, using `apiOpen`.
 *
 * The caller owns the connection that it resolves with. Where it rejects, everything it opened has
 * been closed before. Aborting `signal` ends every wait inside it, and rejects with the signal's
 * reason. It makes one attempt: who wants another one calls again.
 *
 * Two rejections mean something to every caller: {@link ConnectImpossibleError} (no attempt will
 * ever succeed) and {@link ChangedPasswordError} (credentials were replaced: call again at once).
 */
export type ConnectFunc = (
  agent: Agent,
  apiOpen: OpenFunc,
  signal?: AbortSignal,
) => Promise<Connection>;

/**
 * A {@link ConnectFunc} with what it needs around it: what a plugin registers.
 *
 * @example
 * ```ts
 * import { ApiInfoMissingError, type ConnectStrategy } from "@holdfast/connect";
 *
 * // One login with the current password, and nothing else.
 * export const plain: ConnectStrategy = {
 *   connect(agent, apiOpen, signal) {
 *     const info = agent.currentConfig().apiInfo();
 *     if (info === undefined) throw new ApiInfoMissingError();
 *     return apiOpen(info, {}, signal);
 *   },
 * };
 * ```
 */
export interface ConnectStrategy {
  connect: ConnectFunc;
}
