/**
 * Names that have several meanings, each with the reason; a new one needs a reason, or another name.
 * What is called as Juju calls it keeps that name.
 */
export const NAMES_WITH_TWO_MEANINGS: Readonly<Record<string, string>> = {
  default: "what each plugin registers: a default export has no other name",
  open: "promised; on Node and in a browser, by which entry is imported",
  openReconnecting: "as open: on Node and in a browser, by which entry is imported",
  worker:
    "promised by both; the engine's, and that of agents' workers, which takes its name and calls it",
  Agent: "promised for what has an agent.conf, and Juju's name of a facade",
  Logger: "promised as where everything logs to, and Juju's name of a facade",
  optional:
    "an input that may be missing, and a member that may be: each is said with its package's own",
};
