/** The codes of every error this package makes. */
export type EngineErrorCode =
  | "ERR_MISSING"
  | "ERR_BOUNCE"
  | "ERR_UNINSTALL"
  | "ERR_ALREADY_INSTALLED"
  | "ERR_NOT_INSTALLED"
  | "ERR_CYCLE"
  | "ERR_ENGINE_STOPPING"
  | "ERR_ENGINE_CONFIG"
  | "ERR_NOT_A_WORKER"
  | "ERR_START_ABORTED"
  | "ERR_START_OVERRUN"
  | "ERR_STOP_OVERRUN"
  | "ERR_RESTART_INTENSITY"
  | "ERR_CALLBACK"
  | "ERR_NOT_READY"
  | "ERR_ABANDONED";

/** What every error of this package is: told apart by `code`, never by its message. */
export abstract class EngineError extends Error {
  abstract readonly code: EngineErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}
