import { describe, expect, test } from "vitest";

import { ConnectionHistory } from "@holdfast/agent-manifold/building-blocks";

import { controllers, faultsOf, timesTheLeast } from "../src/herd/herd-claims.js";
import { leastTime } from "../src/herd/herd-figures.js";
import type { ControllerKind } from "../src/herd/modelled-controller.js";
import {
  fixedDelay,
  ours,
  type ReturningPolicy,
  tenthOfJitter,
} from "../src/herd/returning-policy.js";
import { simulateHerd } from "../src/herd/simulate-herd.js";

/** Other herds: HERD_SEED=7. */
const firstSeed = Number(process.env["HERD_SEED"] ?? 1);
const aways = [0, 10_000, 60_000, 600_000];

/** What was broken of the promises, with the seed that shows it again. */
function broken(
  agents: number,
  away: number,
  by: {
    readonly policy?: ReturningPolicy;
    readonly controller: ControllerKind;
    readonly seed?: number;
  },
): string[] {
  const { policy = ours, controller, seed = firstSeed } = by;
  const least = leastTime(agents, controller.limit);
  const patience = 2 * timesTheLeast * least + 2 * away + 10_000;
  const plan = { agents, away, policy, controller, seed, patience };
  const where = `${policy.name}, ${agents} agents, away ${away} ms, HERD_SEED=${seed}: `;
  return faultsOf(plan, simulateHerd(plan)).map((fault) => where + fault);
}

describe.each(["ours", "juju"] as const)("a herd behind the limit on logins of %s", (kind) => {
  const controller = controllers[kind];

  test.each([10, 100, 1000])("of %i is back in time, and in the meantime no burden", (agents) => {
    const seeds = Array.from({ length: agents > 100 ? 2 : 5 }, (_, each) => firstSeed + each);
    const faults = seeds.flatMap((seed) =>
      aways.flatMap((away) => broken(agents, away, { controller, seed })),
    );
    expect(faults).toEqual([]);
  });

  test("of any other size is as well", () => {
    const faults = [150, 250, 400, 700].flatMap((agents) => broken(agents, 10_000, { controller }));
    expect(faults).toEqual([]);
  });
});

describe("the claims find out", () => {
  const controller = controllers.juju;

  test.each([fixedDelay, tenthOfJitter])("the original's $name", (policy) => {
    expect(broken(1000, 10_000, { policy, controller })).not.toEqual([]);
  });

  test("agents that do not mind how slowly they are answered", () => {
    const heedless: ReturningPolicy = {
      name: "heedless",
      agent: (ports) => {
        const history = new ConnectionHistory(ports);
        const heeding = ours.agent(ports);
        const failed = (error: Error): number => {
          history.attempt();
          return history.failed(error).retryAfter;
        };
        return { broken: () => heeding.broken(), attempt: () => undefined, failed };
      },
    };
    const slow = { ...controller, dialCost: 5 };
    expect(broken(1000, 10_000, { controller: slow })).toEqual([]);
    expect(broken(1000, 10_000, { policy: heedless, controller: slow })).not.toEqual([]);
  });

  test("the same seed gives the same herd", () => {
    const plan = { agents: 100, away: 10_000, policy: ours, controller, seed: 3, patience: 60_000 };
    expect(simulateHerd(plan)).toEqual(simulateHerd(plan));
  });
});
