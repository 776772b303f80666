// The program, once the Node.js that runs it is known to be one that can.
import { runCommand } from "@holdfast/command-line";

import { program } from "./cli/program.js";
import { controllerExits } from "./exits.js";

await runCommand(program, { exits: controllerExits });
