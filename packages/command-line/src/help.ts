import type { Command } from "commander";

import { paint } from "./color.js";
import { exitCodes } from "./exit-codes.js";
import { commandTree } from "./usage-of-commander.js";

/** Something a reader wants to do, and the line that does it. */
export type Example = readonly [purpose: string, line: string];

/** Adds examples to what a command's `--help` prints. Returns the command. */
export function examples(command: Command, shown: readonly Example[]): Command {
  return command.addHelpText("after", ({ error }) => {
    const tint = paint(hasColors(command, error));
    const lines = shown.map(([purpose, line]) => `  ${tint("dim", `# ${purpose}`)}\n  ${line}\n`);
    return `\n${tint("bold", "Examples:")}\n${lines.join("\n")}`;
  });
}

/** Headings in bold, commands by name, options of the program shown everywhere, exit codes last. */
export function styleHelp(program: Command): void {
  for (const command of commandTree(program)) {
    command.configureHelp({
      showGlobalOptions: true,
      sortSubcommands: false,
      styleTitle: (title) => paint(true)("bold", title),
      styleCommandText: (text) => paint(true)("cyan", text),
      styleOptionText: (text) => paint(true)("cyan", text),
    });
  }
  program.addHelpText("after", ({ error }) => {
    const tint = paint(hasColors(program, error));
    return [
      "",
      tint("bold", "Exit codes:"),
      ...exitCodes.map(({ code, meaning }) => `  ${code}  ${meaning}`),
    ].join("\n");
  });
}

function hasColors(command: Command, error: boolean): boolean {
  const output = command.configureOutput();
  return (error ? output.getErrHasColors?.() : output.getOutHasColors?.()) ?? false;
}
