/* What is said of a manifold whose worker runs on while something of it, or of its inputs, changes. */
import type { Node } from "../graph/node.js";
import { serves } from "../graph/last-run.js";
import type { NodeState } from "../lifecycle/node-state.js";
import { isExpected } from "../lifecycle/transition.js";
import { duration } from "./duration.js";

/** A clause about a manifold, and the input that it is waiting for. */
export interface Renewal {
  readonly what: string;
  readonly next: Node | undefined;
}

/** How far one is whose worker is to be updated, or replaced by its next. */
export function renewalOf(
  node: Node,
  state: NodeState & { readonly kind: "outdated" },
  now: number,
): Renewal {
  const how =
    state.next.kind === "update" ? "take its new inputs" : "be replaced by its next worker";
  if (state.notBefore > now) {
    const when = `in ${duration(state.notBefore - now)}`;
    return {
      what: `runs on, since its next worker failed, which is tried again ${when}`,
      next: undefined,
    };
  }
  const input = node.inputs.find(({ availability }) => isExpected(availability));
  if (input !== undefined)
    return { what: `runs on, and is to ${how} once "${input.name}" is there`, next: input };
  const what =
    node.last === undefined
      ? `runs on, and is about to ${how}`
      : `runs, and is to ${how} once the worker before it has ended`;
  return { what, next: undefined };
}

/** What the start of `node` is beside, where that is its last worker. */
export function besideLast({ last, state }: Node): string {
  return last !== undefined && serves(last, state) ? "; its last worker runs on meanwhile" : "";
}

/** The inputs of `node` that were started again since it was, and gave what it holds already. */
export function keptThrough({ inputs, run, startedAt }: Node): string[] {
  return inputs.flatMap((input) => {
    const held = run?.heldOf(input);
    const { keptAt } = held ?? {};
    return keptAt !== undefined && keptAt >= (startedAt ?? Infinity) ? [input.name] : [];
  });
}
