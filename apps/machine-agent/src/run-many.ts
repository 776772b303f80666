// Many machines' agents in one process, as a gateway or a test of a fleet wants them.
import fs from "node:fs/promises";
import path from "node:path";

import { AgentConfigError, agentPaths } from "@holdfast/agent-config";
import { AgentHost, type AgentTag } from "@holdfast/agent-runtime";
import { InvalidTagError, parseTag } from "@holdfast/names";
import { codeOf, silentLogger } from "@holdfast/ports";

import { machineProgram, type MachineAgentOptions } from "./run.js";
import { version } from "./version.js";

/** What `machine-agent run` is told where it is to run several. */
export interface MachineAgentsOptions extends Omit<MachineAgentOptions, "agent"> {
  /** Which; `all` that have an `agent.conf` below `dataDir`, looked for again at SIGHUP. */
  readonly agents: readonly AgentTag[] | "all";
}

/**
 * Runs several agents in this process until `signal` is aborted or all have ended: see `AgentHost`.
 *
 * @throws AgentConfigError `ERR_AGENT_CONF_MISSING` where there is none to run
 */
export async function runMachineAgents(
  { agents, ...options }: MachineAgentsOptions,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir, logger = silentLogger } = options;
  const wanted = agents === "all" ? await agentsIn(dataDir) : [...new Set(agents)];
  if (wanted.length === 0) {
    const { conf } = agentPaths(dataDir, "machine-0");
    throw new AgentConfigError(`no agent to run: there is no file like ${conf}`, {
      code: "ERR_AGENT_CONF_MISSING",
    });
  }
  await using host = await AgentHost.start({ ...options, name: "machine-agent", version });
  const add = (agent: AgentTag): void => {
    host.add((own) => machineProgram({ ...options, ...own }), { ...options, agent });
  };
  wanted.forEach(add);
  const follow = async (): Promise<void> => {
    try {
      await runExactly(host, await agentsIn(dataDir), add);
    } catch (error) {
      logger.error("cannot look which agents there are; going on with those that run", { error });
    }
  };
  const forget = agents === "all" ? options.onHangup?.(() => void follow()) : undefined;
  try {
    await host.run(signal);
  } finally {
    forget?.();
  }
}

/** Adds what is not run, and removes what is not wanted. */
async function runExactly(
  host: AgentHost,
  wanted: readonly AgentTag[],
  add: (agent: AgentTag) => void,
): Promise<void> {
  for (const agent of wanted) if (!host.agents.has(agent)) add(agent);
  const gone = [...host.agents.keys()].filter((name) => !wanted.some((agent) => agent === name));
  await Promise.all(gone.map((name) => host.remove(name)));
}

/** The agents that have a configuration, in the order of their names. */
async function agentsIn(dataDir: string): Promise<readonly AgentTag[]> {
  const folder = path.dirname(agentPaths(dataDir, "machine-0").folder);
  const found = (await fs.readdir(folder).catch(noneIfMissing)).toSorted();
  const tags = found.flatMap((name) => agentTagOf(name) ?? []);
  const withConf = await Promise.all(
    tags.map(async (tag) => {
      const { conf } = agentPaths(dataDir, tag);
      const stat = await fs.stat(conf).catch(() => undefined);
      return stat === undefined ? [] : [tag];
    }),
  );
  return withConf.flat();
}

function noneIfMissing(error: unknown): string[] {
  if (codeOf(error) === "ENOENT") return [];
  throw error;
}

function agentTagOf(name: string): AgentTag | undefined {
  try {
    const { kind, tag } = parseTag(name);
    return kind === "user" ? undefined : tag;
  } catch (error) {
    if (error instanceof InvalidTagError) return undefined;
    throw error;
  }
}
