import { examples } from "@holdfast/command-line";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions } from "../agent-options.js";
import { ask, type Asking } from "./ask-agent.js";

const formats = ["mermaid", "dot", "json"] as const;

interface GraphFlags extends AgentChoice {
  readonly format: (typeof formats)[number];
}

/** `graph`: the running agent's manifolds, drawn. */
export function addGraph(program: Command, asking: Asking): void {
  const graph = program
    .command("graph")
    .description("Draw what depends on what in the running agent, and how each is doing.");
  agentOptions(graph)
    .addOption(new Option("--format <format>").choices(formats).default("mermaid"))
    .action(async ({ format, ...which }: GraphFlags) => {
      asking.context.print(await ask(asking, which, `/report?format=${format}`));
    });
  examples(graph, [
    [
      "as a picture",
      `${asking.process} graph --data-dir DIR --agent machine-0 --format dot | dot -Tsvg > agent.svg`,
    ],
  ]);
}
