import { examples, paint, wantsColor } from "@holdfast/command-line";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions } from "../agent-options.js";
import { healthLines } from "../config-health.js";
import { connectionLine } from "../connection-line.js";
import { DegradedError } from "../errors.js";
import { ask, type Asking } from "./ask-agent.js";
import { connectionsOf, degradations, enginesOf } from "./report-parts.js";
import { signs, statusText } from "./status-text.js";

const formats = ["text", "json"] as const;

interface StatusFlags extends AgentChoice {
  readonly format: (typeof formats)[number];
}

/** `status`: on one screen, is the agent connected, and does everything run? */
export function addStatus(program: Command, asking: Asking): void {
  const status = program
    .command("status")
    .description(
      "Say on one screen whether the agent is connected, and what does not run and why; 1 unless all is well.",
    );
  agentOptions(status)
    .addOption(new Option("--format <format>").choices(formats).default("text"))
    .action(async ({ format, ...which }: StatusFlags) => {
      const { context } = asking;
      const page = await ask(asking, which, "/report");
      const whole: unknown = JSON.parse(page);
      if (format === "json") context.print(page);
      else show(whole);
      const wrong = degradations(whole);
      if (wrong.length > 0) throw new DegradedError(wrong);
    });
  examples(status, [
    ["does everything run?", `${asking.process} status --data-dir DIR --agent machine-0`],
  ]);

  function show(whole: unknown): void {
    const { context } = asking;
    const tint = paint(wantsColor(context.stdout, context.env));
    for (const [name, facts, several] of connectionsOf(whole)) {
      const [sign, style] = facts.state === "connected" ? signs.started : signs.stopped;
      const whose = several ? `${tint("bold", name)}: ` : "";
      context.print(`${tint(style, sign)} ${whose}${connectionLine(facts)}`);
    }
    for (const [name, report] of Object.entries(enginesOf(whole))) {
      context.print(statusText(name, report, tint));
    }
    const config = typeof whole === "object" && whole !== null && "config" in whole;
    for (const line of healthLines(config ? whole.config : undefined)) {
      context.print(tint("yellow", line));
    }
  }
}
