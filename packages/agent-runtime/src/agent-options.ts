import { address, duration, durationOption, UsageError } from "@holdfast/command-line";
import { InvalidTagError, parseTag, type Tag, type UserTag } from "@holdfast/names";
import { type Command, Option } from "commander";

/** Which agent a command is about. */
export interface AgentChoice {
  readonly dataDir: string;
  readonly agent: AgentTag;
}

/** What every `run` takes beside its {@link AgentChoice}. */
export interface RunFlags {
  readonly introspect?: string;
  readonly metrics?: string;
  readonly stopTimeout: number;
  readonly pingPeriod: number;
  readonly workers: readonly string[];
  readonly plugins: readonly string[];
}

/** Adds `--data-dir` and `--agent`, which all commands share. */
export function agentOptions(command: Command): Command {
  return command
    .requiredOption("--data-dir <dir>", "where agents keep their files, e.g. /var/lib/holdfast")
    .addOption(
      new Option("--agent <tag>", "which agent, e.g. machine-0")
        .argParser(agentTagOption)
        .makeOptionMandatory(),
    );
}

/** Which agents a process is to run. */
export interface SeveralAgents {
  readonly agent: readonly AgentTag[] | "all";
}

/** Adds `--data-dir` and an `--agent` that may be repeated. */
export function severalAgentsOptions(command: Command): Command {
  return command
    .requiredOption("--data-dir <dir>", "where agents keep their files, e.g. /var/lib/holdfast")
    .addOption(
      new Option(
        "--agent <tag>",
        "which agent, e.g. machine-0; repeated, or all, for several in one process",
      )
        .argParser(oneMoreAgent)
        .makeOptionMandatory(),
    );
}

function oneMoreAgent(
  text: string,
  before: SeveralAgents["agent"] | undefined,
): SeveralAgents["agent"] {
  return text === "all" || before === "all" ? "all" : [...(before ?? []), agentTagOption(text)];
}

/** Adds what `run` takes in both agents. */
export function runOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--introspect <address>", "serve the live page on this loopback HOST:PORT")
        .argParser(addressOrNone)
        .env("HOLDFAST_INTROSPECT"),
    )
    .addOption(
      new Option("--metrics <address>", "serve /metrics alone on this loopback HOST:PORT")
        .argParser(addressOrNone)
        .env("HOLDFAST_METRICS"),
    )
    .addOption(
      durationOption(
        "--stop-timeout <duration>",
        "how long workers may take to stop",
        defaultStopTimeout,
      ),
    )
    .addOption(
      durationOption(
        "--ping-period <duration>",
        "how often to ping the controller: below what a load balancer gives an idle connection",
        defaultPingPeriod,
      ).argParser(pingPeriodOption),
    )
    .addOption(
      new Option(
        "--workers <module>",
        "run the workers of this module, a file or a package; may be repeated",
      )
        .argParser((module: string, before: readonly string[]) => [...before, module])
        .default([], "none"),
    )
    .addOption(pluginsOption());
}

/** `--plugins`, for what loads plugins or lists them. */
export function pluginsOption(): Option {
  return new Option(
    "--plugins <folder>",
    "look for packages of strategies and workers in this folder's node_modules too; may be repeated",
  )
    .argParser((folder: string, before: readonly string[]) => [...before, folder])
    .default([], "none");
}

/** Ten seconds, in ms: well within systemd's 90 s, and long enough for a reply on its way. */
export const defaultStopTimeout = 10_000;

/** Half a minute, in ms: many load balancers cut what was idle for one. */
const defaultPingPeriod = 30_000;

function pingPeriodOption(text: string): number {
  const period = duration(text);
  if (period >= 1000 && period <= 120_000) return period;
  throw new UsageError(
    "ERR_INVALID_VALUE",
    `${text} is no period for pings: a controller drops who does not ping for 3 minutes; choose 1s to 2m`,
  );
}

/** Empty is none: a variable of the environment is turned off so. */
function addressOrNone(text: string): string | undefined {
  return text === "" ? undefined : address(text);
}

/** The kinds of agents that a controller lets in. */
export type AgentTag = Exclude<Tag, UserTag>;

function agentTagOption(text: string): AgentTag {
  try {
    const { kind, tag } = parseTag(text);
    if (kind !== "user") return tag;
  } catch (cause) {
    if (!(cause instanceof InvalidTagError)) throw cause;
    throw new UsageError("ERR_INVALID_VALUE", noAgentTag(text), { cause });
  }
  throw new UsageError("ERR_INVALID_VALUE", noAgentTag(text));
}

function noAgentTag(text: string): string {
  return `${JSON.stringify(text)} is not an agent's tag: write machine-N, for example machine-0, or the tag of a unit, an application, a model or a controller's agent`;
}
