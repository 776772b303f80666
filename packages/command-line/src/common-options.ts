import { Option, type Command } from "commander";

import { type LogFormat, logFormats, type LogLevel, logLevels } from "./logger.js";

/** What every command of every app understands. */
export interface CommonOptions {
  readonly stack: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

/** Adds the options to the program, where commander finds them before and after a subcommand. */
export function addCommonOptions(program: Command): void {
  program
    .addOption(
      new Option("--log-level <level>", "how much to say on standard error")
        .choices(logLevels)
        .default("info")
        .env("HOLDFAST_LOG_LEVEL"),
    )
    .addOption(
      new Option(
        "--log-format <format>",
        "lines for people, one JSON object each, or that for systemd's journal",
      )
        .choices(logFormats)
        .default("human")
        .env("HOLDFAST_LOG_FORMAT"),
    )
    .option("--stack", "show where an error came from, and its causes (env: HOLDFAST_STACK=1)");
}

/** The options as they stand; before parsing has ended, what is known by then. */
export function commonOptions(
  program: Command,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommonOptions {
  const options = program.opts<Partial<CommonOptions>>();
  // Both read by themselves: a usage error is thrown before parsing has ended, and is told as asked.
  const format = wordAfter("--log-format", argv) ?? env["HOLDFAST_LOG_FORMAT"];
  return {
    stack: argv.includes("--stack") || (env["HOLDFAST_STACK"] ?? "0") !== "0",
    logLevel: options.logLevel ?? "info",
    logFormat: logFormats.find((known) => known === format) ?? "human",
  };
}

function wordAfter(option: string, argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = argv[at];
  return word === option ? argv[at + 1] : word?.slice(option.length + 1);
}
