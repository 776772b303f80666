import { examples } from "@holdfast/command-line";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions } from "../agent-options.js";
import { ask, type Asking } from "./ask-agent.js";

const formats = ["text", "json"] as const;

interface ExplainFlags extends AgentChoice {
  readonly engine?: string;
  readonly format: (typeof formats)[number];
}

/** `explain NAME`: why a manifold is as it is. */
export function addExplain(program: Command, asking: Asking): void {
  const explain = program
    .command("explain")
    .argument("<name>", "a manifold, e.g. api-caller; report lists them")
    .description("Say why a manifold is not running, or why it last restarted.");
  agentOptions(explain)
    .option("--engine <name>", "of which engine; the agent's own by default")
    .addOption(new Option("--format <format>").choices(formats).default("text"))
    .action(async (name: string, { format, engine, ...which }: ExplainFlags) => {
      const query = new URLSearchParams({ format, ...(engine === undefined ? {} : { engine }) });
      const page = `/explain/${encodeURIComponent(name)}?${query.toString()}`;
      asking.context.print(await ask(asking, which, page));
    });
  examples(explain, [
    [
      "why is there no connection?",
      `${asking.process} explain api-caller --data-dir DIR --agent machine-0`,
    ],
  ]);
}
