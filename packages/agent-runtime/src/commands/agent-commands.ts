import type { CommandContext } from "@holdfast/command-line";
import type { Command } from "commander";

import type { AgentProcessName } from "../process-socket.js";
import { addReport } from "./report.js";

/** Adds what both agents' programs offer beside `run`: the commands that look into a running one. */
export function addAgentCommands(
  program: Command,
  context: CommandContext,
  process: AgentProcessName,
): void {
  addReport(program, context, process);
}
