import { type CommandContext, examples } from "@holdfast/command-line";
import { pluginsOption } from "@holdfast/agent-runtime";
import { listConnectPlugins } from "@holdfast/connect";
import { type Command, Option } from "commander";

import { builtInStrategies } from "./built-in-strategies.js";
import { version } from "./version.js";

interface StrategiesFlags {
  readonly format: "text" | "json";
  readonly plugins: readonly string[];
}

/** `strategies`: what `--connect` may name here. */
export function addStrategies(program: Command, context: CommandContext): void {
  const strategies = program
    .command("strategies")
    .description("List the connect strategies that are installed, with versions and places.")
    .addOption(pluginsOption())
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(({ format, plugins }: StrategiesFlags) => {
      const installed = listConnectPlugins([import.meta.url], plugins);
      const own = Object.keys(builtInStrategies)
        .filter((name) => !installed.some((each) => each.name === name))
        .map((name) => ({
          name,
          packageName: `@holdfast/connect-${name}`,
          version,
          directory: "part of this program",
        }));
      const found = [...own, ...installed];
      if (format === "json") {
        context.printJson({ strategies: found });
        return;
      }
      const width = Math.max(0, ...found.map(({ name }) => name.length));
      for (const { name, packageName, version: which = "?", directory } of found) {
        context.print(`${name.padEnd(width)}  ${packageName} ${which}  ${directory}`);
      }
    });
  examples(strategies, [
    ["their names alone", "machine-agent strategies --format json | jq -r '.strategies[].name'"],
  ]);
}
