/**
 * Names that have several meanings, each with the reason; a new one needs a reason, or another name.
 * What is called as Juju calls it keeps that name.
 */
export const NAMES_WITH_TWO_MEANINGS: Readonly<Record<string, string>> = {
  default: "what each plugin registers",
  open: "api-open on Node, and in a browser",
  openReconnecting: "api-open on Node, and in a browser",
  worker:
    "the engine's maker of workers, and that of one that calls a controller, which stands on it",
  Agent: "Juju's facade, and Juju's word for what has an agent.conf",
  Logger: "Juju's facade, and where everything logs to",
  MachineStatus: "Juju's word in FullStatus, and that of a worker of ours",
  ModelStatus: "Juju's word for a message, and what the controller tells of a model",
  Life: "alive, dying or dead: as a client reads it, and as the controller keeps it",
  LogRecord: "what is sent to a controller, and what a controller has kept of it",
  CallOptions: "the same two members: facades know no transport",
  CertificateSeen: "the same two members: introspection knows no transport",
  Because: "with an error as it was thrown, and as it is shown",
  EngineWatch: "a function that is told of an engine, and what introspection makes of several",
  FileLock: "the same: agent-config lets it be replaced",
  Phase: "of an engine's node as the page shows it, and of a migration",
  hasCode: "any error's code in ports; the controller's words in connect",
  integer: "an option of a command, and a member of a message",
  optional: "an input of a worker, and a member of a message",
};
