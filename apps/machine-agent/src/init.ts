// The first agent.conf of a machine's agent: no current password, and the bootstrap password as the
// old one, so that the first connection replaces it.
import {
  agentPaths,
  certificateProblem,
  certificatesOnly,
  initAgent,
} from "@holdfast/agent-config";
import type { AgentTag } from "@holdfast/agent-runtime";
import { UsageError } from "@holdfast/command-line";
import { controllerTag, modelTag, type Uuid } from "@holdfast/names";

/** What `machine-agent init` is told. */
export interface InitOptions {
  readonly dataDir: string;
  readonly agent: AgentTag;
  /** The controller's addresses, `host:port`. */
  readonly controller: readonly string[];
  /** The controller's CA, PEM. */
  readonly caCert: string;
  readonly model: Uuid;
  /** Recorded at the first connection where it is left out. */
  readonly controllerUuid?: Uuid | undefined;
  readonly nonce?: string | undefined;
  readonly password: string;
}

/**
 * Writes the agent's first `agent.conf`, and answers its path.
 *
 * @throws {AgentConfigError} `ERR_AGENT_CONF_EXISTS` where there is one already: nothing is ever
 *   overwritten; `ERR_CONFIG_VALUE` for a value that no agent.conf may hold
 * @throws {UsageError} `ERR_INVALID_VALUE` where the CA is no certificate of a CA, or its key is too weak
 */
export async function initMachineAgent(options: InitOptions): Promise<string> {
  const { dataDir, agent, controllerUuid, nonce } = options;
  const caCert = checkedCertificates(options.caCert);
  await initAgent({
    dataDir,
    tag: agent,
    model: modelTag(options.model),
    ...(controllerUuid === undefined ? {} : { controller: controllerTag(controllerUuid) }),
    caCert,
    apiAddresses: options.controller,
    password: options.password,
    ...(nonce === undefined ? {} : { nonce }),
  });
  return agentPaths(dataDir, agent).conf;
}

/** The certificates alone. A clock that is not set yet is no reason to refuse them. */
function checkedCertificates(pem: string): string {
  const problem = certificateProblem(pem, "at any time");
  if (problem === undefined) return certificatesOnly(pem);
  throw new UsageError(
    "ERR_INVALID_VALUE",
    `the CA certificate cannot be used: ${problem}; the controller's own begins with -----BEGIN CERTIFICATE-----`,
  );
}
