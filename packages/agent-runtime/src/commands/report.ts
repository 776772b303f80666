import { examples } from "@holdfast/command-line";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions } from "../agent-options.js";
import { ask, type Asking } from "./ask-agent.js";

const formats = ["text", "json", "dot", "mermaid"] as const;

interface ReportFlags extends AgentChoice {
  readonly format: (typeof formats)[number];
}

/** `report`: what the running agent's engine is doing. */
export function addReport(program: Command, asking: Asking): void {
  const report = program.command("report").description("Show what the running agent is doing.");
  agentOptions(report)
    .addOption(
      new Option("--format <format>", "text has Juju's keys; dot and mermaid draw the graph")
        .choices(formats)
        .default("text"),
    )
    .action(async ({ format, ...which }: ReportFlags) => {
      asking.context.print(await ask(asking, which, `/report?format=${format}`));
    });
  examples(report, [
    [
      "the state of each manifold",
      `${asking.process} report --data-dir DIR --agent machine-0 --format json | jq '.manifolds | map_values(.state)'`,
    ],
  ]);
}
