import { examples, paint, wantsColor } from "@holdfast/command-line";
import { type EngineReport, isEngineReport } from "@holdfast/dependency-engine";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions } from "../agent-options.js";
import { healthLines } from "../config-health.js";
import { ask, type Asking } from "./ask-agent.js";
import { statusText } from "./status-text.js";

const formats = ["text", "json"] as const;

interface StatusFlags extends AgentChoice {
  readonly format: (typeof formats)[number];
}

/** `status`: on one screen, is the agent connected, and does everything run? */
export function addStatus(program: Command, asking: Asking): void {
  const status = program
    .command("status")
    .description(
      "Say on one screen whether the agent is connected, and what does not run and why.",
    );
  agentOptions(status)
    .addOption(new Option("--format <format>").choices(formats).default("text"))
    .action(async ({ format, ...which }: StatusFlags) => {
      const { context } = asking;
      const page = await ask(asking, which, "/report");
      if (format === "json") {
        context.print(page);
        return;
      }
      const tint = paint(wantsColor(context.stdout, context.env));
      const whole: unknown = JSON.parse(page);
      for (const [name, report] of Object.entries(enginesOf(whole))) {
        context.print(statusText(name, report, tint));
      }
      const config = typeof whole === "object" && whole !== null && "config" in whole;
      for (const line of healthLines(config ? whole.config : undefined)) {
        context.print(tint("yellow", line));
      }
    });
  examples(status, [
    ["does everything run?", `${asking.process} status --data-dir DIR --agent machine-0`],
  ]);
}

function enginesOf(whole: unknown): Readonly<Record<string, EngineReport>> {
  const found: Record<string, EngineReport> = {};
  if (typeof whole !== "object" || whole === null || !("engines" in whole)) return found;
  for (const [name, report] of Object.entries(whole.engines ?? {})) {
    if (isEngineReport(report)) found[name] = report;
  }
  return found;
}
