import { type CommandContext, examples } from "@holdfast/command-line";
import { Command } from "commander";

import { addAddCommands } from "./add-commands.js";
import { addAgentCommands } from "./agent-commands.js";
import { addBackupCommands } from "./backup-commands.js";
import { addConfigCommands } from "./config-commands.js";
import { addControllerCommands } from "./controller-commands.js";
import { addKeyCommands } from "./key-commands.js";
import { addModelCommands } from "./model-commands.js";
import { addRunCommand } from "./run-command.js";
import { addSeeCommands } from "./see-commands.js";
import { version } from "../version.js";

/** The `controller` program: one command runs the controller, the others work on it while it runs or not. */
export function program(context: CommandContext): Command {
  const controller = new Command("controller")
    .description(
      "The embedded controller: what Juju's agents connect to, in one process and one directory.",
    )
    .version(version());
  addRunCommand(controller, context);
  addSeeCommands(controller, context);
  addAddCommands(controller, context);
  addAgentCommands(controller, context);
  addModelCommands(controller, context);
  addConfigCommands(controller, context);
  addControllerCommands(controller, context);
  addKeyCommands(controller, context);
  addBackupCommands(controller, context);
  return examples(controller, [
    ["run a controller", "controller run --data-dir /var/lib/holdfast --listen 127.0.0.1:17070"],
    ["give it a machine, whose agent is yet to be set up", "controller add-machine --data-dir …"],
    ["admit an agent again that has lost its password", "controller set-password machine-0 …"],
  ]);
}
