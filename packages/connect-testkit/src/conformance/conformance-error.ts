import type { ScenarioResult } from "./run-scenario.js";
import type { Scenario } from "./scenario.js";

/**
 * A strategy did not do what a scenario claims, or violated an invariant in it. The message says what was
 * expected, what the strategy made happen until then, and what its author can do; the assertion is the
 * cause.
 */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";
  readonly code = "ERR_CONFORMANCE";

  constructor({ id }: Scenario, result: Exclude<ScenarioResult, { kind: "holds" }>) {
    const { kind, error, timeline } = result;
    const text = error instanceof Error ? error.message : String(error);
    const said = text.split("\n", 1)[0]?.replace(/:$/, "");
    const [headline, advice] =
      kind === "differs"
        ? [
            `${id} does not hold: ${said}`,
            `Where it is meant to be so, declare it: differences: { ${JSON.stringify(id)}: "why" }`,
          ]
        : [`an invariant was violated in ${id}: ${said}`, "No difference from it can be declared."];
    const happened = timeline.length === 0 ? ["nothing"] : timeline;
    const lines = happened.map((line) => `  ${line}`);
    super([headline, "", "What happened:", ...lines, "", advice].join("\n"), { cause: error });
  }
}
