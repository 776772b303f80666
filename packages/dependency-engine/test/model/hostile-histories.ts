/* Random things that happen in a hostile world, and what must hold then. */
import * as fc from "fast-check";
import { ODDITIES } from "./hostile-manifolds.js";
import { HOSTILE_ERRORS, HOSTILE_RANDOMS, ODD_NAMES } from "./hostile-values.js";
import { type HostileOptions, HostileWorld, type Twin } from "./hostile-world.js";

type Op =
  | { readonly kind: "end" | "say"; readonly name: string; readonly error: string }
  | { readonly kind: "bounce" | "hold" | "release"; readonly name: string }
  | { readonly kind: "date" | "pass"; readonly ms: number };

const name = fc.constantFrom<string>(...ODD_NAMES);
const error = fc.constantFrom(...Object.keys(HOSTILE_ERRORS));

const options: fc.Arbitrary<HostileOptions> = fc.record({
  behaviours: fc.array(
    fc.record({
      needs: fc.boolean(),
      stopsIn: fc.constantFrom(0, 50, 90, Infinity),
      depth: fc.constantFrom(0, 0, 1, 2),
      failsAtOnce: fc.constantFrom(0, 0, 1, 20),
      odd: fc.constantFrom(...ODDITIES, "nothing" as const),
    }),
    { minLength: ODD_NAMES.length, maxLength: ODD_NAMES.length },
  ),
  errorDelay: fc.constantFrom(0, 20),
  random: fc.constantFrom(...Object.keys(HOSTILE_RANDOMS)),
  throwsEach: fc.constantFrom(3, 10, 1_000_000),
  callsEach: fc.constantFrom(7, 1_000_000),
  clockFailsEach: fc.constantFrom(2, 9, Infinity),
});

const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ kind: fc.constantFrom("end", "say"), name, error }),
  fc.record({ kind: fc.constantFrom("bounce", "hold", "release"), name }),
  fc.record({ kind: fc.constant("date" as const), ms: fc.constantFrom(-7_200_000, 7_200_000) }),
  fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(150) }),
);

/**
 * Whatever is handed in: every manifold that may run does so again, everybody hears everything, nothing
 * of a foreign object is logged, and the engine stops in its time and names whom it left.
 */
export function hostileHistory(twin?: Twin): fc.IAsyncPropertyWithHooks<[HostileOptions, Op[]]> {
  return fc.asyncProperty(options, fc.array(op, { maxLength: 12 }), async (given, ops) => {
    const world = new HostileWorld(given, twin);
    const held = new Set<string>();
    for (const one of ops) await happen(one, world, held);
    await world.checkAlive(held);
    await world.checkStop();
    if (world.faults.length > 0) throw new Error(world.faults.join("\n"));
  });
}

async function happen(one: Op, world: HostileWorld, held: Set<string>): Promise<void> {
  switch (one.kind) {
    case "end":
      world.end(one.name, one.error);
      return;
    case "say":
      world.say(one.name, one.error);
      return;
    case "bounce":
      world.engine.bounce(one.name);
      return;
    case "hold":
      held.add(one.name);
      world.hold(one.name);
      return;
    case "release":
      held.delete(one.name);
      world.release(one.name);
      return;
    case "date":
      world.clock.setDate(one.ms);
      return;
    case "pass":
      await world.clock.advance(one.ms);
  }
}
