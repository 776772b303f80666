import { Argument, type Command } from "commander";

import { examples } from "../help.js";
import { bashCompletion } from "./bash.js";
import { type CommandShape, commandShape } from "./command-shape.js";
import { fishCompletion } from "./fish.js";
import { zshCompletion } from "./zsh.js";

const shells: Readonly<Record<string, (program: CommandShape) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Adds `completion SHELL`, which prints a script made from the program's own commands. */
export function addCompletion(program: Command, write: (text: string) => void): void {
  const name = program.name();
  const command = program
    .command("completion")
    .description("print a script that completes these commands in your shell")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(shells)))
    .action((shell: string) => {
      write(shells[shell]?.(commandShape(program)) ?? "");
    });
  examples(command, [
    ["bash, in this shell", `source <(${name} completion bash)`],
    ["zsh, for good", `${name} completion zsh > "\${fpath[1]}/_${name}"`],
    ["fish, for good", `${name} completion fish > ~/.config/fish/completions/${name}.fish`],
  ]);
}
