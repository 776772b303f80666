// Looks at everything an agent needs to connect, from the file to the login, and changes nothing: no
// file, no password, nothing at the controller but a login that ends at once. What it ends with agrees
// with what `run` would come to: 2 and 3 where `run` ends so, 1 where `run` waits.
import { certificateProblem, type ObservableAgent, readAgent } from "@holdfast/agent-config";
import { AGENT_DIAL_OPTIONS, type DialOptions, readCertificateDirectory } from "@holdfast/api-open";
import { credentialsOf } from "@holdfast/connect/agent";
import { parseLoopback } from "@holdfast/introspection";

import type { AgentChoice, RunFlags } from "../agent-options.js";
import { checkAddresses } from "./check-addresses.js";
import { checkLogin } from "./check-login.js";
import { checkParts, type LoadedParts } from "./check-parts.js";
import { checkStorage } from "./check-storage.js";
import { attempt, type Finding, textOf } from "./finding.js";

/** Yields each finding as it is made; the first problem with the file is the last finding. */
export async function* checkAgent(
  { dataDir, agent: tag, introspect, metrics }: AgentChoice & Partial<RunFlags>,
  load: (agent: ObservableAgent) => Promise<LoadedParts>,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  const read = await attempt(() => readAgent({ dataDir, tag }));
  if ("error" in read) {
    yield { what: "agent.conf", outcome: "problem", says: textOf(read.error), exit: 2 };
    return;
  }
  const { config, recovery, warnings } = read.value;
  const says =
    recovery === undefined
      ? `can be read: ${config.tag} in ${config.model ?? "no model"}`
      : `was ${recovery}; the agent will restore it from its last good copy`;
  yield { what: "agent.conf", outcome: "ok", says };
  for (const wrong of warnings) {
    yield { what: "agent.conf", outcome: "warning", says: `${wrong}; it is passed over, mend it` };
  }
  for (const address of [introspect, metrics]) {
    const parsed = await attempt(async () => address !== undefined && parseLoopback(address));
    if ("error" in parsed) {
      yield { what: "live page", outcome: "problem", says: textOf(parsed.error), exit: 2 };
    }
  }
  const { finding: parts, loaded } = await checkParts(config, load);
  yield parts;
  const neverAdmitted = credentialsOf(config).kind === "bootstrap";
  yield await checkStorage({ dataDir, agent: tag }, neverAdmitted);
  yield checkAuthority(config.caCert, neverAdmitted);
  const info = config.apiInfo();
  if (info === undefined) {
    const none = "there are none; write the controller's into apiaddresses";
    yield { what: "addresses", outcome: "problem", says: none, exit: 2 };
    return;
  }
  const extraRoots = await readCertificateDirectory();
  const dial = { ...AGENT_DIAL_OPTIONS, extraRoots };
  let reached = false;
  for await (const finding of checkAddresses(info, dial, { neverAdmitted, signal })) {
    reached ||= finding.outcome === "ok";
    yield finding;
  }
  if (!reached || loaded === undefined) return;
  const login = await checkLogin(config, loaded.login, { info, dial }, signal);
  yield login;
  if (login.outcome === "ok" && loaded.afterLogin !== undefined)
    yield await checkAfterLogin(loaded.afterLogin, dial, signal);
}

/** What the controller will not give us now, it may later: `run` waits. */
async function checkAfterLogin(
  { what, look }: NonNullable<LoadedParts["afterLogin"]>,
  dial: DialOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const looked = await attempt(() => look(dial, signal));
  signal.throwIfAborted();
  return "value" in looked
    ? { what, outcome: "ok", says: looked.value }
    : { what, outcome: "problem", says: textOf(looked.error), exit: 1 };
}

/**
 * A CA that is not valid now is waited for, since a clock may be to blame; one that is none, by an agent
 * that was admitted before, since somebody may be at the file.
 */
function checkAuthority(caCert: string, neverAdmitted: boolean): Finding {
  const what = "CA";
  const lasting = certificateProblem(caCert, "at any time");
  if (lasting !== undefined)
    return { what, outcome: "problem", says: lasting, exit: neverAdmitted ? 2 : 1 };
  const passing = certificateProblem(caCert);
  if (passing !== undefined) return { what, outcome: "problem", says: passing, exit: 1 };
  return { what, outcome: "ok", says: "is a CA certificate, and valid now" };
}
