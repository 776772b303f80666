// The program, once the Node.js that runs it is known to be one that can.
import { agentExits } from "@holdfast/agent-runtime";
import { runCommand } from "@holdfast/command-line";

import { machineAgentProgram } from "./program.js";

await runCommand(machineAgentProgram, { exits: agentExits });
