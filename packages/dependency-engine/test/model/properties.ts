/* What holds in every history, as properties of fast-check: for the tests, and for the soak. */
import * as fc from "fast-check";
import { behaviours, histories, NAMES, type Op, perform } from "./histories.js";
import { Justice } from "./justice.js";
import { ReferenceModel } from "./reference-model.js";
import { isPresent } from "./lives.js";
import { type Flaw, World, type WorldOptions } from "./world.js";

const PATIENCE = 500;

const calm: fc.Arbitrary<WorldOptions> = fc.record({
  errorDelay: fc.constantFrom(0, 20),
  bounceDelay: fc.constantFrom(0, 10),
  patience: fc.constant(PATIENCE),
  stopDeadline: fc.constant(10_000),
  restart: fc.constant([]),
  seed: fc.nat(),
});

/** So many failures in so long degrade a manifold, restart its inputs, or end the engine. */
const policies = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  fc.tuple(
    fc.record({
      intensity: fc.record({
        failures: fc.nat(2),
        within: fc.constantFrom(100, 10_000),
        next: fc.constantFrom("degrade", "escalate", "end"),
      }),
    }),
  ),
);

const rough: fc.Arbitrary<WorldOptions> = fc.record({
  errorDelay: fc.constantFrom(0, 20, 3000),
  bounceDelay: fc.constantFrom(0, 10),
  patience: fc.constantFrom(0, 30, PATIENCE),
  stopDeadline: fc.constantFrom(100, 10_000),
  restart: policies,
  seed: fc.nat(),
});

/**
 * One thing at a time, each settled before the next, with nobody slower than dependents wait: the
 * engine starts exactly what the model starts, as often, with the same inputs.
 */
export const quietHistory: fc.IAsyncPropertyWithHooks<[WorldOptions, Op[]]> = quietHistoryOf();

/** The same, of an engine that has a flaw. */
export function quietHistoryOf(flaw?: Flaw): fc.IAsyncPropertyWithHooks<[WorldOptions, Op[]]> {
  return fc.asyncProperty(
    calm,
    histories(behaviours(100, true, false), { length: 8, pass: 0, fatal: false }),
    async (options, ops) => {
      const world = new World(options, flaw);
      const model = new ReferenceModel();
      for (const op of ops) {
        if (!perform(op, world, model)) continue;
        await world.settle();
        compare(world, model);
        judge(world);
      }
      await finish(world);
    },
  );
}

/**
 * Everything at once, with slow, deaf and failing workers, engines inside the engine, policies and
 * fatal errors, to its end or to a kill in the middle: no start is stale or without cause, nobody is
 * told to stop too early, and everything ends, with the worst of what was fatal.
 */
export const stormyHistory: fc.IAsyncPropertyWithHooks<[WorldOptions, Op[], number | undefined]> =
  fc.asyncProperty(
    rough,
    histories(behaviours(200, true, true), { length: 16, pass: 150, fatal: true }),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.nat(20) },
    ),
    async (options, ops, killAt) => {
      const world = new World(options);
      const model = new ReferenceModel();
      const justice = new Justice(world, model, options.patience);
      for (const op of ops.slice(0, killAt)) {
        if (op.kind === "pass") await world.clock.advance(op.ms);
        else if (perform(op, world, model)) justice.moved(op.name);
      }
      if (killAt === undefined) {
        await world.quiesce();
        if (world.engine.report().state === "started") justice.check();
        judge(world);
      }
      await finish(world);
    },
  );

function compare(world: World, model: ReferenceModel): void {
  for (const name of NAMES) {
    const life = world.running(name);
    if ((life !== undefined) !== model.isRunning(name)) {
      world.fault(`"${name}" ${life === undefined ? "does not run" : "runs"}, says the model`);
    }
    const starts = world.started.filter((other) => other.name === name).length;
    const expected = model.starts.get(name) ?? 0;
    if (starts !== expected) world.fault(`"${name}" was started ${starts} times, not ${expected}`);
    for (const [what, seen, wanted] of [
      ["updated", world.updates, model.updates],
      ["gone", world.gaps, model.gaps],
    ] as const) {
      const times = seen.get(name) ?? 0;
      const most = wanted.get(name) ?? 0;
      if (times !== most) world.fault(`"${name}" was ${what} ${times} times, not ${most}`);
    }
    if (life === undefined) continue;
    const held = life.holds
      .map((input) => input.name)
      .toSorted()
      .join();
    const wanted = model.holds(name).toSorted().join();
    if (held !== wanted) world.fault(`"${name}" holds ${held}, not ${wanted}`);
    for (const input of life.holds) {
      if (!isPresent(input, world)) world.fault(`"${name}" holds an old "${input.name}"`);
    }
  }
}

function judge(world: World): void {
  if (world.faults.length > 0) {
    throw new Error(`${world.faults.join("\n")}\n\n${world.log.join("\n")}`);
  }
}

/** Kills the engine, which must end, in order, and leave nothing behind. */
async function finish(world: World): Promise<void> {
  world.engine.kill();
  await world.end();
  // Abandoned workers may go on for a while; whatever they do then is nobody's concern.
  for (let next = world.clock.next(); next !== undefined; next = world.clock.next()) {
    await world.clock.advance(next - world.clock.now());
  }
  judge(world);
}
