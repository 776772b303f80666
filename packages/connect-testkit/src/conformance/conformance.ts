import type { ConnectPlugin } from "@holdfast/connect";

import { conformanceScenarios } from "./all-scenarios.js";
import { ConformanceError } from "./conformance-error.js";
import { fromPlugin } from "./from-plugin.js";
import { runScenario } from "./run-scenario.js";
import type { Scenario } from "./scenario.js";
import { secretsIn } from "../observe/secret-options.js";
import type { StrategyFactory } from "../scene-options.js";
import { concerns, type SubjectSetup } from "./subject-setup.js";

/** The strategy under test, and in what it is meant to differ. */
export interface ConformanceSubject extends SubjectSetup {
  readonly name: string;
  /** A plugin, as its package exports it, or what makes the strategy. */
  readonly strategy: ConnectPlugin | StrategyFactory;
  /** The plugin's options, not yet checked. */
  readonly options?: unknown;
  /**
   * Scenarios (`reset.same-value`) or whole groups (`rotation`) in which the strategy is meant to
   * behave otherwise, each with the reason. They are played all the same: one that holds after all
   * fails, so that the declaration stays true, and the invariants allow no difference.
   */
  readonly differences?: Readonly<Record<string, string>>;
}

/** The part of a test runner that is used: `vitest`'s and `node:test`'s both fit. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  test(name: string, body: () => Promise<void>): unknown;
}

/**
 * Declares one test for each scenario, named by its claim.
 *
 * @throws {TypeError} where a declared difference names no scenario and no group
 *
 * @example
 * ```ts
 * import { describe, test } from "node:test"; // or from "vitest"
 * import { describeConformance } from "@holdfast/connect-testkit";
 * import plugin from "@holdfast/connect-scary"; // yours
 *
 * describeConformance(
 *   {
 *     name: "ScaryConnect",
 *     strategy: plugin,
 *     differences: { untouched: "it takes care of the agent's credentials" },
 *   },
 *   { describe, test },
 * );
 * ```
 */
export function describeConformance(subject: ConformanceSubject, runner: TestRunner): void {
  const differences = new Differences(subject.differences ?? {});
  const { strategy } = subject;
  const create = typeof strategy === "function" ? strategy : fromPlugin(strategy, subject.options);
  const setup = withSecretsOf(subject);
  runner.describe(`${subject.name} as a connect strategy`, () => {
    for (const scenario of conformanceScenarios) {
      if (!concerns(scenario, subject)) continue;
      const reason = differences.reasonFor(scenario);
      if (reason === undefined) {
        runner.test(`${scenario.id}: ${scenario.claim}`, () => mustHold(scenario, create, setup));
      } else {
        const title = `${scenario.id}: declared different (${reason}): NOT ${scenario.claim}`;
        runner.test(title, () => mustDiffer(scenario, create, setup));
      }
    }
  });
}

/** What its options hold under the name of a secret is one, without its author saying so. */
function withSecretsOf(subject: ConformanceSubject): SubjectSetup {
  const { options, secrets = [] } = subject;
  const given = typeof secrets === "function" ? secrets : () => secrets;
  return { ...subject, secrets: (scene) => [...secretsIn(options), ...given(scene)] };
}

/**
 * Plays one scenario.
 *
 * @param setup - for a strategy whose credentials are not the passwords of agent.conf
 * @throws {ConformanceError} where its claim, or an invariant, does not hold
 */
export async function mustHold(
  scenario: Scenario,
  create: StrategyFactory,
  setup: SubjectSetup = {},
): Promise<void> {
  const result = await runScenario(scenario, create, setup);
  if (result.kind !== "holds") throw new ConformanceError(scenario, result);
}

/** Plays one scenario; rejects where its claim holds after all, or an invariant does not hold. */
export async function mustDiffer(
  scenario: Scenario,
  create: StrategyFactory,
  setup: SubjectSetup = {},
): Promise<void> {
  const result = await runScenario(scenario, create, setup);
  if (result.kind === "broken") throw new ConformanceError(scenario, result);
  if (result.kind === "holds") {
    throw new Error(`${scenario.id} holds, though a difference is declared: remove that`);
  }
}

class Differences {
  readonly #reasons: Readonly<Record<string, string>>;

  constructor(reasons: Readonly<Record<string, string>>) {
    const known = new Set(conformanceScenarios.flatMap(({ id }) => [id, groupOf(id)]));
    for (const key of Object.keys(reasons)) {
      if (!known.has(key)) throw new TypeError(`no conformance scenario or group is called ${key}`);
    }
    this.#reasons = reasons;
  }

  reasonFor({ id }: Scenario): string | undefined {
    return this.#reasons[id] ?? this.#reasons[groupOf(id)];
  }
}

function groupOf(id: string): string {
  return id.slice(0, id.indexOf("."));
}
