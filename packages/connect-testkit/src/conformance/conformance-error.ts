import { AssertionError } from "node:assert/strict";
import { inspect } from "node:util";

import type { ScenarioResult } from "./run-scenario.js";
import type { Scenario } from "./scenario.js";

/**
 * A strategy did not do what a scenario claims, or violated an invariant in it. The message says what was
 * expected and what was seen, what the strategy made happen until then, and what its author can do; the
 * assertion is the cause.
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
    super([headline, ...bothValues(error), "", "What happened:", ...lines, "", advice].join("\n"), {
      cause: error,
    });
  }
}

/** What a comparison wanted, and what it got; nothing where there was none to show. */
function bothValues(error: unknown): readonly string[] {
  if (!(error instanceof AssertionError)) return [];
  const { actual, expected, operator } = error as {
    actual: unknown;
    expected: unknown;
    operator: string;
  };
  // assert.ok and assert.fail compare nothing: the message says it all.
  if (operator === "==" || operator === "fail") return [];
  const not = operator.startsWith("not") ? "anything but " : "";
  return [`  expected: ${not}${shown(expected)}`, `  got:      ${shown(actual)}`];
}

function shown(value: unknown): string {
  return inspect(value, { breakLength: Infinity, depth: 4 }).replaceAll("\n", "\n    ");
}
