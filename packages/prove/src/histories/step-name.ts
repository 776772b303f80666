import path from "node:path";

import type { Step } from "../disk/gate.js";

/** A step in words, e.g. `rename agent.conf`. */
export function stepName(step: Step): string {
  if (step.at === "controller") return step.call === "set" ? "set password" : step.call;
  if (step.call === "sync folder") return step.call;
  return `${step.call} ${path.basename(step.path)}`;
}
