// Run a command
export { runCommand, type RunOptions } from "./run-command.js";
export type { CommandContext } from "./command-context.js";
export { type CommandHost, type HostSignal, processHost } from "./host.js";
export type { RawOutput } from "./output/raw-output.js";
export { StoppedError } from "./stop-signals.js";
// Decide how it ends
export { EXIT, type ExitCode, type ExitCodeMeaning, exitCodes } from "./exit-codes.js";
export { exitCodeFor, type ExitRule } from "./exit-rules.js";
export { UsageError, type UsageErrorCode } from "./usage-error.js";
export { OutputError } from "./output/result-output.js";
export { errorDetails, errorLine } from "./error-line.js";
// Read what people write
export { address, addressList, wholeNumber, uuid, uuidList } from "./parsers.js";
export { duration, durationOption, durationText } from "./duration.js";
export { readInputFile } from "./input-file.js";
export { readSecret, type SecretSource } from "./secret.js";
// Say something
export { examples, type Example } from "./help.js";
export {
  createLogger,
  type LogFormat,
  logFormats,
  type LoggerOptions,
  type LogLevel,
  logLevels,
} from "./logger.js";
export { type MaybeTerminal, paint, type Paint, type Style, wantsColor } from "./color.js";
export { type Progress, progressOn, type ProgressUpdate } from "./progress.js";
// Be a service of systemd's
export { SystemdService, type SystemdServiceOptions } from "./systemd/service.js";
export type { Notifier } from "./systemd/notifier.js";
