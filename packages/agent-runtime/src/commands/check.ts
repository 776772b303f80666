import { examples, paint, wantsColor } from "@holdfast/command-line";
import { type Command, Option } from "commander";

import { type AgentChoice, agentOptions, type RunFlags, runOptions } from "../agent-options.js";
import { checkAgent } from "../check/check-agent.js";
import type { LoadParts } from "../check/check-parts.js";
import type { Finding } from "../check/finding.js";
import { CheckFailedError } from "../errors.js";
import type { Asking } from "./ask-agent.js";

const formats = ["text", "json"] as const;

interface CheckFlags extends AgentChoice, RunFlags {
  readonly format: (typeof formats)[number];
}

/** What `check` has to know of the program whose `run` it speaks for. */
export interface CheckedProgram {
  /** Adds the options that this `run` has beyond those of every agent: `check` takes the same words. */
  readonly options: (command: Command) => Command;
  readonly load: LoadParts;
}

/** `check`: would the agent connect, and if not, what is wrong and what to do. */
export function addCheck(
  program: Command,
  { context, process }: Asking,
  { options, load }: CheckedProgram,
): void {
  const check = program
    .command("check")
    .description(
      "Try the configuration, plugins and workers, the CA, each address and the login, changing nothing; say what is wrong. Takes what run takes.",
    );
  options(runOptions(agentOptions(check)))
    .addOption(new Option("--format <format>").choices(formats).default("text"))
    .action(async ({ format, ...flags }: CheckFlags) => {
      const tint = paint(wantsColor(context.stdout, context.env));
      const signs = {
        ok: tint("green", "ok"),
        warning: tint("yellow", "? "),
        problem: tint("red", "no"),
      };
      const findings: Finding[] = [];
      await context.progress("looking at agent.conf", async (update) => {
        for await (const finding of checkAgent(
          flags,
          (agent) => load(agent, flags),
          context.signal,
        )) {
          findings.push(finding);
          update(`${finding.what}: ${finding.says}`);
        }
      });
      if (format === "json") context.printJson({ findings });
      else for (const finding of findings) context.print(line(finding));
      const worst = findings.find(({ outcome }) => outcome === "problem");
      if (worst !== undefined) throw new CheckFailedError(worst);

      function line({ what, outcome, says }: Finding): string {
        return `${signs[outcome]}  ${what}: ${says}`;
      }
    });
  examples(check, [
    [
      "before the first start, or when it cannot connect",
      `${process} check --data-dir DIR --agent machine-0`,
    ],
  ]);
}
