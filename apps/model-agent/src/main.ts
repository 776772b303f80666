#!/usr/bin/env node
import { agentExits } from "@holdfast/agent-runtime";
import { runCommand } from "@holdfast/command-line";

import { modelAgentProgram } from "./program.js";

await runCommand(modelAgentProgram, { exits: agentExits });
