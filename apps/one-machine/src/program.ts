import { type CommandContext, durationOption, examples } from "@holdfast/command-line";
import { Command } from "commander";

import { consoleLog } from "./console-log.js";
import { oneMachine } from "./one-machine.js";

/** `npm start`: a controller and both agents at work on this machine. */
export function program(context: CommandContext): Command {
  const command = new Command("one-machine")
    .description(
      "Starts a controller, a machine agent and a model agent on this machine, shows how they come\n" +
        "together, and stops them in order on Ctrl-C.",
    )
    .option("--once", "end as soon as every manifold of both agents runs, and print their reports")
    .option(
      "--data-dir <dir>",
      "keep everything here, and go on from what is there (default: a new folder that is removed at the end)",
    )
    .addOption(
      durationOption(
        "--timeout <duration>",
        "with --once: how long the agents may take until every manifold runs",
        60_000,
      ),
    )
    .action(async (options: { once?: boolean; dataDir?: string; timeout: number }) => {
      await oneMachine({
        once: options.once === true,
        dataDir: options.dataDir,
        timeout: options.timeout,
        log: consoleLog((line) => context.print(line)),
        print: (text) => context.print(text),
        clock: context.clock,
        signal: context.signal,
      });
    });
  examples(command, [
    ["see an agent get its password and start its workers", "npm start -- --once"],
    ["keep what was made, and go on from it next time", "npm start -- --data-dir ./data"],
  ]);
  return command;
}
