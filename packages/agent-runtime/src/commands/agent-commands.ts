import type { CommandContext } from "@holdfast/command-line";
import type { Command } from "commander";

import type { AgentProcessName } from "../process-socket.js";
import { addCheck, type CheckedProgram } from "./check.js";
import { addExplain } from "./explain.js";
import { addGraph } from "./graph.js";
import { addReport } from "./report.js";
import { addStatus } from "./status.js";

/** Adds what both agents' programs offer beside `run`: the commands that look into a running one. */
export function addAgentCommands(
  program: Command,
  context: CommandContext,
  process: AgentProcessName,
  checked: CheckedProgram,
): void {
  const asking = { context, process };
  addStatus(program, asking);
  addReport(program, asking);
  addExplain(program, asking);
  addGraph(program, asking);
  addCheck(program, asking, checked);
}
