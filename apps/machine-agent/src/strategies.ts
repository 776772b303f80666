import { type CommandContext, examples } from "@holdfast/command-line";
import { pluginsOption } from "@holdfast/agent-runtime";
import { listConnectPlugins } from "@holdfast/connect";
import { type Command, Option } from "commander";

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
      const found = listConnectPlugins([import.meta.url], plugins);
      if (format === "json") {
        context.printJson({ strategies: found });
        return;
      }
      const width = Math.max(0, ...found.map(({ name }) => name.length));
      for (const { name, packageName, version = "?", directory } of found) {
        context.print(`${name.padEnd(width)}  ${packageName} ${version}  ${directory}`);
      }
    });
  examples(strategies, [
    ["their names alone", "machine-agent strategies --format json | jq -r '.strategies[].name'"],
  ]);
}
