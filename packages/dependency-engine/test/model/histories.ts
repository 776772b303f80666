/* Random graphs and random things that happen to them. */
import * as fc from "fast-check";
import { CycleError, BounceError, UninstallError } from "../../src/index.js";
import type { ReferenceModel } from "./reference-model.js";
import { FatalError } from "./fatal.js";
import type { Behaviour } from "./incarnation.js";
import type { World } from "./world.js";

export const NAMES = ["a", "b", "c", "d", "e", "f", "g"] as const;

export type Op =
  | { readonly kind: "install" | "replace"; readonly name: string; readonly behaviour: Behaviour }
  | {
      readonly kind:
        | "remove"
        | "bounce"
        | "hold"
        | "release"
        | "fail"
        | "finish"
        | "ask"
        | "uninstall";
      readonly name: string;
    }
  | { readonly kind: "die"; readonly name: string; readonly rank: number }
  | { readonly kind: "pass"; readonly ms: number };

const anyName = fc.constantFrom<string>(...NAMES);

/** Behaviours whose delays are all below `limit`. */
export function behaviours(
  limit: number,
  failing: boolean,
  deaf: boolean,
): fc.Arbitrary<Behaviour> {
  return fc
    .record({
      inputs: fc.uniqueArray(anyName, { maxLength: 3 }),
      optional: fc.uniqueArray(anyName, { maxLength: 2 }),
      copes: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      startsIn: fc.option(fc.nat(limit - 1), { nil: undefined, freq: 2 }),
      stopsIn: fc.oneof(fc.constant(0), fc.nat(limit - 1)),
      failures: failing
        ? fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(2))
        : fc.constant(0),
      deaf: deaf ? fc.boolean() : fc.constant(false),
      nested: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
      samePer: fc.option(fc.constantFrom(1, 2, 3, 1000), { nil: undefined, freq: 2 }),
      updates: fc.constantFrom("never", "never", "well", "in vain"),
      updatesIn: fc.option(fc.nat(limit - 1), { nil: undefined }),
      overlap: fc.boolean(),
    })
    .map(({ copes, ...rest }) => ({
      ...rest,
      optional: rest.optional.filter((name) => !rest.inputs.includes(name)),
      needs: new Set(rest.inputs.filter((_name, index) => copes[index] === false)),
    }));
}

/** Things that happen, the first of them installations. */
export function histories(
  behaviour: fc.Arbitrary<Behaviour>,
  options: { length: number; pass: number; fatal: boolean },
): fc.Arbitrary<Op[]> {
  const install = fc.record({ kind: fc.constant("install" as const), name: anyName, behaviour });
  const replace = fc.record({ kind: fc.constant("replace" as const), name: anyName, behaviour });
  const other = fc.record({
    kind: fc.constantFrom(
      "remove",
      "bounce",
      "hold",
      "release",
      "fail",
      "finish",
      "ask",
      "uninstall",
    ),
    name: anyName,
  });
  const restart = fc.record({ kind: fc.constantFrom("fail", "ask", "bounce"), name: anyName });
  const pass = fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(options.pass) });
  const die = fc.record({
    kind: fc.constant("die" as const),
    name: anyName,
    rank: fc.integer({ min: 1, max: 3 }),
  });
  const any: fc.Arbitrary<Op> = fc.oneof(
    { weight: 3, arbitrary: install },
    { weight: 1, arbitrary: replace },
    { weight: 3, arbitrary: other },
    { weight: 3, arbitrary: restart },
    { weight: options.pass > 0 ? 4 : 0, arbitrary: pass },
    { weight: options.fatal ? 1 : 0, arbitrary: die },
  );
  return fc
    .tuple(
      fc.array(install, { minLength: 2, maxLength: NAMES.length }),
      fc.array(any, { minLength: 1, maxLength: options.length }),
    )
    .map(([first, rest]) => [...first, ...rest]);
}

/** Lets `op` happen to the world, and to the model, if both agree that it can. True where it did. */
export function perform(op: Op, world: World, model: ReferenceModel): boolean {
  if (world.engine.report().state !== "started") return false;
  switch (op.kind) {
    case "install":
    case "replace":
      return place(op, world, model);
    case "pass":
      return false;
    case "remove":
    case "bounce":
    case "hold":
    case "release":
      if (!model.has(op.name)) return false;
      command(op.kind, op.name, world, model);
      return true;
    case "fail":
    case "ask":
    case "finish":
    case "uninstall":
    case "die": {
      const end = world.running(op.name)?.end;
      if (end === undefined) return false;
      end(op.kind === "die" ? new FatalError(op.rank) : errorFor(op.kind, op.name));
      if (op.kind === "finish") model.finish(op.name);
      else if (op.kind === "uninstall") model.remove(op.name);
      else model.restart(op.name);
      return true;
    }
  }
}

function place(
  { kind, name, behaviour }: Op & { kind: "install" | "replace" },
  world: World,
  model: ReferenceModel,
): boolean {
  const known = name in world.engine.report().manifolds;
  // What is being removed is neither here nor gone, and its inputs still count.
  if (known !== model.has(name) || known === (kind === "install")) return false;
  const inputs = [...behaviour.inputs, ...behaviour.optional];
  const refused = model.wouldCycle(name, inputs);
  try {
    if (kind === "install") world.install(name, behaviour);
    else world.replace(name, behaviour);
    if (refused) world.fault(`"${name}" closes a cycle and was not refused`);
  } catch (error) {
    if (!(error instanceof CycleError)) throw error;
    if (!refused && !removing(world, model))
      world.fault(`"${name}" closes no cycle and was refused: ${error.message}`);
    return false;
  }
  const { needs, samePer, updates, overlap } = behaviour;
  if (kind === "install") model.install(name, { inputs, needs, samePer, updates, overlap });
  else model.replace(name, { inputs, needs, samePer, updates, overlap });
  return true;
}

/** Whether the engine still knows what the model has forgotten. */
function removing(world: World, model: ReferenceModel): boolean {
  return Object.keys(world.engine.report().manifolds).some((name) => !model.has(name));
}

function command(
  kind: "remove" | "bounce" | "hold" | "release",
  name: string,
  world: World,
  model: ReferenceModel,
): void {
  switch (kind) {
    case "remove":
      void world.engine.remove(name);
      model.remove(name);
      return;
    case "bounce":
      world.engine.bounce(name);
      model.bounce(name);
      return;
    case "hold":
      world.hold(name);
      model.hold(name);
      return;
    case "release":
      world.release(name);
      model.release(name);
  }
}

function errorFor(kind: "fail" | "ask" | "finish" | "uninstall", name: string): unknown {
  switch (kind) {
    case "finish":
      return undefined;
    case "ask":
      return new Error("wrapped", { cause: new BounceError() });
    case "uninstall":
      return new UninstallError();
    case "fail":
      return new Error(`"${name}" fails`);
  }
}
