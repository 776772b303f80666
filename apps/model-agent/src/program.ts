import { addAgentCommands, agentOptions, runOptions } from "@holdfast/agent-runtime";
import { type CommandContext, examples, uuidList } from "@holdfast/command-line";
import { Command, Option } from "commander";

import { loadParts, type ModelAgentOptions, runModelAgent } from "./run.js";
import { version } from "./version.js";

/** The command line of `model-agent`. */
export function modelAgentProgram(context: CommandContext): Command {
  const program = new Command("model-agent")
    .description(
      "The agent of many models: an engine for each, on the configuration of a machine's agent.",
    )
    .version(version);
  addRun(program, context);
  addAgentCommands(program, context, "model-agent", {
    options: (command) => command.addOption(modelsOption()),
    load: (agent, flags) => loadParts(agent, flags),
  });
  return program;
}

function modelsOption(): Option {
  return new Option(
    "--models <uuids>",
    "the models to serve, with commas; or all that there are",
  ).argParser((text) => (text === "all" ? text : uuidList(text)));
}

function addRun(program: Command, context: CommandContext): void {
  const run = program.command("run").description("Run the agent until it is asked to stop.");
  runOptions(agentOptions(run))
    .addOption(modelsOption().makeOptionMandatory())
    .action(async (flags: ModelAgentOptions) => {
      const { logger, env, signal } = context;
      const onHangup = (listener: () => void): (() => void) => context.onHangup(listener);
      await runModelAgent({ ...flags, logger, env, onHangup }, signal);
    });
  examples(run, [
    [
      "every model of the controller that machine 0 belongs to",
      "model-agent run --data-dir /var/lib/holdfast --agent machine-0 --models all",
    ],
    [
      "one model only",
      "model-agent run --data-dir /var/lib/holdfast --agent machine-0 --models 6fa459ea-ee8a-4ca4-894e-db77e160355e",
    ],
  ]);
}
