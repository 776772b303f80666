import { type CommandContext, examples, readInputFile } from "@holdfast/command-line";
import { shownJson } from "@holdfast/ports";
import { type Command, InvalidArgumentError } from "commander";

import {
  type DataDirOptions,
  type FormatOptions,
  onController,
  withDataDir,
  withFormat,
} from "./common.js";

interface ConfigOptions extends DataDirOptions, FormatOptions {
  readonly reset?: readonly string[];
}

/** `KEY=VALUE`, as a pair. */
function assignment(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const at = text.indexOf("=");
  if (at <= 0) throw new InvalidArgumentError("write KEY=VALUE, or KEY=@FILE");
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}

/** The value itself, or what is in the file that is named. */
async function readValue(key: string, text: string, signal: AbortSignal): Promise<string> {
  return text.startsWith("@")
    ? await readInputFile(text.slice(1), `the value of ${key}`, signal)
    : text;
}

/** The command about a model's configuration. */
export function addConfigCommands(program: Command, context: CommandContext): void {
  const command = withFormat(withDataDir(program.command("model-config")))
    .description("Show or change how a model is configured: proxies, SSH keys, logging, version")
    .argument("<model>", "UUID or name")
    .argument("[assignments...]", "KEY=VALUE, or KEY=@FILE; none to show", assignment)
    .option("--reset <keys...>", "go back to the default of these")
    .action(
      async (
        model: string,
        assignments: readonly (readonly [string, string])[],
        options: ConfigOptions,
      ) => {
        const values: Record<string, string | undefined> = {};
        for (const key of options.reset ?? []) values[key] = undefined;
        for (const [key, text] of assignments)
          values[key] = await readValue(key, text, context.signal);
        await onController(options, async (admin) => {
          if (Object.keys(values).length > 0) await admin.setModelConfig(model, values);
          else tell(await admin.modelConfig(model), options, context);
        });
      },
    );
  examples(command, [
    [
      "a proxy for Juju's own traffic",
      "controller model-config prod juju-http-proxy=http://p:3128 …",
    ],
    ["who may log in by SSH", "controller model-config prod authorized-keys=@keys.pub …"],
    [
      "tell the agents to become another version",
      "controller model-config prod agent-version=3.6.29 …",
    ],
  ]);
}

function tell(
  config: ReadonlyMap<string, { readonly value: unknown; readonly source: string }>,
  { format }: FormatOptions,
  context: CommandContext,
): void {
  const entries = [...config].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (format === "json") {
    context.printJson(Object.fromEntries(entries));
    return;
  }
  for (const [key, { value, source }] of entries) {
    context.print(`${key}: ${shownJson(value)}${source === "model" ? "" : ` (${source})`}`);
  }
}
