// Looks at everything an agent needs to connect, from the file to the login, and changes nothing: no
// file, no password, nothing at the controller but a login that ends at once.
import { knownPasswords, readAgent, type RememberingConfig } from "@holdfast/agent-config";
import { AGENT_DIAL_OPTIONS, type ApiInfo, isApiError, open } from "@holdfast/api-open";
import { errorFacts } from "@holdfast/ports";

import type { AgentChoice } from "../agent-options.js";
import { certificateProblem } from "./certificate-problem.js";

/** What one look found. */
export interface Finding {
  /** What was looked at. */
  readonly what: string;
  readonly outcome: "ok" | "problem" | "not reached";
  /** What was found, and for a problem what to do. */
  readonly says: string;
  /** What the problem ends the command with. */
  readonly exit?: 1 | 2 | 3;
}

/** Yields each finding as it is made; the first problem with the file is the last finding. */
export async function* checkAgent(
  { dataDir, agent: tag }: AgentChoice,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  const read = await attempt(() => readAgent({ dataDir, tag }));
  if ("error" in read) {
    yield { what: "agent.conf", outcome: "problem", says: textOf(read.error), exit: 2 };
    return;
  }
  const { config, recovery } = read.value;
  yield recovery === undefined
    ? {
        what: "agent.conf",
        outcome: "ok",
        says: `can be read: ${config.tag} in ${config.model ?? "no model"}`,
      }
    : {
        what: "agent.conf",
        outcome: "ok",
        says: `was ${recovery}; the agent will restore it from its last good copy`,
      };
  const problem = certificateProblem(config.caCert);
  yield problem === undefined
    ? { what: "CA", outcome: "ok", says: "is a CA certificate, and valid now" }
    : { what: "CA", outcome: "problem", says: problem, exit: 2 };
  const info = config.apiInfo();
  if (info === undefined) {
    const says = "there are none; write the controller's into apiaddresses";
    yield { what: "addresses", outcome: "problem", says, exit: 2 };
    return;
  }
  yield* checkAddresses(info, signal);
  yield await checkLogin(config, info, signal);
}

async function* checkAddresses(info: ApiInfo, signal: AbortSignal): AsyncGenerator<Finding, void> {
  for (const address of info.addrs) {
    const what = `address ${address}`;
    const { caCert = "" } = info;
    const bare: ApiInfo = {
      addrs: [address],
      skipLogin: true,
      ...(caCert === "" ? {} : { caCert }),
    };
    const opened = await attempt(async () => {
      await using connection = await open(bare, AGENT_DIAL_OPTIONS, signal);
      return connection.addr;
    });
    signal.throwIfAborted();
    yield "error" in opened
      ? { what, outcome: "problem", says: textOf(opened.error), exit: 1 }
      : { what, outcome: "ok", says: "answers, with a certificate of the configured CA" };
  }
}

async function checkLogin(
  config: RememberingConfig,
  info: ApiInfo,
  signal: AbortSignal,
): Promise<Finding> {
  const what = "login";
  const passwords = knownPasswords(config);
  if (passwords.length === 0) {
    const says =
      "the file holds no password; give the agent a new one on the controller, and write it into oldpassword";
    return { what, outcome: "problem", says, exit: 3 };
  }
  let refusal: unknown;
  for (const [at, password] of passwords.entries()) {
    const opened = await attempt(async () => {
      await using connection = await open({ ...info, password }, AGENT_DIAL_OPTIONS, signal);
      return connection.serverVersion;
    });
    signal.throwIfAborted();
    if ("value" in opened) return { what, outcome: "ok", says: accepted(config, password, at) };
    refusal = opened.error;
    if (!isApiError(refusal, "unauthorized access")) {
      return { what, outcome: "problem", says: textOf(refusal), exit: 1 };
    }
  }
  const says = `the controller refuses every password that the agent knows (${textOf(refusal)}); give it a new one on the controller, and write it into oldpassword`;
  return { what, outcome: "problem", says, exit: 3 };
}

function accepted(config: RememberingConfig, password: string, at: number): string {
  if (password === config.apiInfo()?.password) return "the current password is accepted";
  const which =
    password === config.oldPassword ? "the old password" : `an earlier password (${at})`;
  return `${which} is accepted; the agent replaces it when it runs`;
}

async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

function textOf(error: unknown): string {
  const { code, message } = errorFacts(error);
  return code === undefined ? message : `${code}: ${message}`;
}
