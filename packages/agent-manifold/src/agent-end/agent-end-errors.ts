// How an agent's workers say that the whole agent must end, and why: each class one way to end.
// What follows from each is a table in agent-end.ts, never decided where it is thrown.

/** Every code with which a worker ends its agent. */
export type AgentEndCode =
  | "ERR_TERMINATE_AGENT"
  | "ERR_REBOOT_MACHINE"
  | "ERR_SHUTDOWN_MACHINE"
  | "ERR_RESTART_AGENT"
  | "ERR_UPGRADE_READY"
  | "ERR_FATAL"
  | "ERR_CONTROLLER_UNTRUSTED"
  | "ERR_MISCONFIGURED"
  | "ERR_MODEL_REMOVED";

/** Ends the agent (for ModelRemovedError: the model's engine) wherever a worker ends with it. */
export abstract class AgentEndError extends Error {
  abstract readonly code: AgentEndCode;

  override get name(): string {
    return this.constructor.name;
  }
}

/** The agent has no work left, or can never be admitted. Nothing is removed: every file stays. */
export class TerminateAgentError extends AgentEndError {
  readonly code = "ERR_TERMINATE_AGENT";
  constructor(message = "agent should be terminated", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** The machine must reboot; the agent stops cleanly for it. */
export class RebootMachineError extends AgentEndError {
  readonly code = "ERR_REBOOT_MACHINE";
  constructor(message = "machine needs to reboot", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** The machine must shut down; the agent stops cleanly for it. */
export class ShutdownMachineError extends AgentEndError {
  readonly code = "ERR_SHUTDOWN_MACHINE";
  constructor(message = "machine needs to shutdown", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** The agent's process must start afresh. */
export class RestartAgentError extends AgentEndError {
  readonly code = "ERR_RESTART_AGENT";
  constructor(message = "agent should be restarted", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** A new version is in place; the agent's process must start afresh to run it. */
export class UpgradeReadyError extends AgentEndError {
  readonly code = "ERR_UPGRADE_READY";
  constructor(
    message = "must restart: an agent upgrade is available",
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The agent cannot go on, for the reason that is the cause. */
export class FatalAgentError extends AgentEndError {
  readonly code = "ERR_FATAL";
  constructor(message = "fatal", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** What answers is not the controller that the configuration means; the cause says how it differs. */
export class ControllerUntrustedError extends AgentEndError {
  readonly code = "ERR_CONTROLLER_UNTRUSTED";
}

/** What is configured cannot be used, whatever the network does: the cause says what to correct. */
export class MisconfiguredError extends AgentEndError {
  readonly code = "ERR_MISCONFIGURED";
}

/** The model is gone: its engine ends, and that is no failure. */
export class ModelRemovedError extends AgentEndError {
  readonly code = "ERR_MODEL_REMOVED";
  constructor(message = "model removed", options?: { cause?: unknown }) {
    super(message, options);
  }
}
