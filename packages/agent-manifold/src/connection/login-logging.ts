// Logs each login: with which of the passwords, and how it ended. A password is told by its name
// (the old one, the current one), never by its value. Where the whole attempt fails, the engine's line
// tells; one attempt is one line.
import type { Agent, AgentConfig } from "@holdfast/agent-config";
import { ApiError, type ApiInfo, type Connection, type OpenFunc } from "@holdfast/api-open";
import { shortModelId } from "@holdfast/names";
import { errorText, findInChain, isKind, type Logger } from "@holdfast/ports";

/** `open`, telling `logger` of each attempt and its outcome. */
export function withLoginLogging(open: OpenFunc, agent: Agent, logger: Logger): OpenFunc {
  return async (info, options, signal) => {
    const password = passwordName(info, agent.currentConfig());
    const who = { tag: info.tag, ...(info.modelTag && { model: shortModelId(info.modelTag) }) };
    logger.debug(`logging in with ${password}`, who);
    let connection: Connection;
    try {
      connection = await open(info, options, signal);
    } catch (error) {
      if (signal?.aborted !== true) logger.debug(`login with ${password} failed`, outcome(error));
      throw error;
    }
    logger.info(`logged in with ${password}`, {
      ...who,
      controller: connection.addr,
      version: connection.serverVersion,
    });
    return connection;
  };
}

function passwordName(info: ApiInfo, config: AgentConfig): string {
  if (info.password === undefined || info.password === "") return "no password";
  if (info.password === config.apiInfo()?.password) return "the current password";
  if (info.password === config.oldPassword) return "the old password";
  return "a password kept from before";
}

function outcome(error: unknown): Record<string, unknown> {
  const answer = findInChain(error, (link) => isKind(link, ApiError));
  return answer === undefined
    ? { reason: errorText(error) }
    : { answer: answer.code, reason: answer.message };
}
