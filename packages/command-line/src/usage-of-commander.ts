// commander finds most usage errors itself, and speaks of them in its own codes; here they become
// ours, with the command whose help tells more.
import type { Argument, Command, CommanderError, Option } from "commander";

import { oneLine } from "./error-line.js";
import { UsageError, type UsageErrorCode } from "./usage-error.js";

const codes: Readonly<Record<string, UsageErrorCode>> = {
  "commander.unknownOption": "ERR_UNKNOWN_OPTION",
  "commander.unknownCommand": "ERR_UNKNOWN_COMMAND",
  "commander.help": "ERR_MISSING_COMMAND",
  "commander.missingMandatoryOptionValue": "ERR_MISSING_OPTION",
  "commander.missingArgument": "ERR_MISSING_ARGUMENT",
  "commander.optionMissingArgument": "ERR_MISSING_VALUE",
  "commander.excessArguments": "ERR_EXCESS_ARGUMENT",
  "commander.conflictingOption": "ERR_CONFLICTING_OPTIONS",
  "commander.invalidArgument": "ERR_INVALID_VALUE",
};

/** Thrown where commander would end the process with code 0: it has shown its help or version. */
export class ShownError extends Error {
  override readonly name = "ShownError";
}

/** The command and all below it. */
export function* commandTree(command: Command): Generator<Command, void, undefined> {
  yield command;
  for (const below of command.commands) yield* commandTree(below);
}

/** The words that call a command: `machine-agent run`. */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Makes every command of the tree throw {@link UsageError} instead of ending the process. */
export function throwUsageErrors(program: Command): void {
  for (const command of commandTree(program)) {
    command.exitOverride((error) => {
      throw translate(error, command);
    });
    for (const option of command.options) nameInErrors(option, option.long ?? option.flags);
    for (const argument of command.registeredArguments) nameInErrors(argument, argument.name());
  }
}

function translate(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0) return new ShownError(error.message);
  const path = pathOf(command);
  const hint = `see \`${path} --help\``;
  if (error.code === "commander.help") {
    const names = command.commands.map((below) => below.name()).join(", ");
    return new UsageError("ERR_MISSING_COMMAND", `${path} needs a command: ${names}; ${hint}`);
  }
  const words = oneLine(error.message.replace(/^error: /, "")).replace(/\.$/, "");
  return new UsageError(codes[error.code] ?? "ERR_USAGE", `${words}; ${hint}`, { cause: error });
}

// A parser knows the value alone; the option it belongs to is put before its words.
function nameInErrors(target: Option | Argument, name: string): void {
  const parse = target.parseArg;
  if (parse === undefined) return;
  target.parseArg = <T>(value: string, previous: T): T => {
    try {
      return parse(value, previous);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(error.code, `${name}: ${error.message}`, { cause: error });
    }
  };
}
