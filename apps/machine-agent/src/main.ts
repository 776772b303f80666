#!/usr/bin/env node
import { agentExits } from "@holdfast/agent-runtime";
import { runCommand } from "@holdfast/command-line";

import { machineAgentProgram } from "./program.js";

await runCommand(machineAgentProgram, { exits: agentExits });
