import { type CommandContext, examples } from "@holdfast/command-line";
import { fetchReport } from "@holdfast/introspection";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions } from "../agent-options.js";
import { type AgentProcessName, introspectionSocket } from "../process-socket.js";

const formats = ["text", "json", "dot", "mermaid"] as const;

interface ReportFlags extends AgentChoice {
  readonly format: (typeof formats)[number];
}

/** `report`: what the running agent's engine is doing. */
export function addReport(
  program: Command,
  context: CommandContext,
  process: AgentProcessName,
): void {
  const report = program.command("report").description("Show what the running agent is doing.");
  agentOptions(report)
    .addOption(
      new Option("--format <format>", "text has Juju's keys; dot and mermaid draw the graph")
        .choices(formats)
        .default("text"),
    )
    .action(async ({ dataDir, agent, format }: ReportFlags) => {
      const socket = introspectionSocket(dataDir, agent, process);
      const { signal } = context;
      context.print(await fetchReport(socket, `/report?format=${format}`, { signal }));
    });
  examples(report, [
    [
      "which manifolds are not running",
      `${process} report --data-dir DIR --agent machine-0 --format json | jq '.manifolds | map_values(.state)'`,
    ],
  ]);
}
