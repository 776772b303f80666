// What completion needs to know of a commander tree, as plain data: the three shells draw from it.
import type { Command, Option } from "commander";

import { oneLine } from "../error-line.js";
import { pathOf } from "../usage-of-commander.js";

/** An option as it may be completed. */
export interface OptionShape {
  /** `--connect`; a short form stands beside it. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What may follow: nothing, one of a few words, or any text (file names are offered). */
  readonly value: "none" | "any" | readonly string[];
}

/** A command, and where it stands: `machine-agent run`. */
export interface CommandShape {
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  readonly below: readonly CommandShape[];
}

/** The tree below a command; the options of the commands above it are completed too. */
export function commandShape(
  command: Command,
  inherited: readonly OptionShape[] = [],
): CommandShape {
  const options = [...command.options.filter((one) => !one.hidden).map(optionShape), ...inherited];
  return {
    path: pathOf(command),
    name: command.name(),
    description: oneLine(command.summary() || command.description()),
    options: [...options, { flags: ["--help", "-h"], description: "show help", value: "none" }],
    below: command.commands.map((below) => commandShape(below, options)),
  };
}

/** The command and all below it, in one list. */
export function flatten(shape: CommandShape): readonly CommandShape[] {
  return [shape, ...shape.below.flatMap(flatten)];
}

/** A shell function's name for a program: `_machine_agent`. */
export function functionName(program: string): string {
  return `_${program.replace(/\W/g, "_")}`;
}

/** Text between single quotes, for bash, zsh and fish alike. */
export function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "'\\''")}'`;
}

function optionShape(option: Option): OptionShape {
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined),
    description: oneLine(option.description),
    value: option.isBoolean() ? "none" : (option.argChoices ?? "any"),
  };
}
