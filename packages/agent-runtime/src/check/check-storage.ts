import { folderProblem } from "@holdfast/agent-config";

import type { AgentChoice } from "../agent-options.js";
import { type Finding, textOf } from "./finding.js";

/**
 * Whether what the agent learns can be kept. An agent that was admitted connects all the same; one that
 * was not must first store a password of its own.
 */
export async function checkStorage(
  { dataDir, agent: tag }: AgentChoice,
  neverAdmitted: boolean,
): Promise<Finding> {
  const what = "storage";
  const problem = await folderProblem({ dataDir, tag });
  if (problem === undefined) return { what, outcome: "ok", says: "can be written" };
  const exit = problem.code === "ERR_FILE_PERMISSION" ? 2 : 1;
  if (neverAdmitted || exit === 2) {
    return { what, outcome: "problem", says: textOf(problem), exit };
  }
  const kept = "; the agent connects, and keeps nothing of what it learns until then";
  return { what, outcome: "warning", says: `${textOf(problem)}${kept}` };
}
