/* Who holds what of whom: counted with each offer, and for each manifold over all its offers. */
import type { Node, NodeOffer, Owned } from "./node.js";
import { offersOf } from "./run.js";
import { isUp } from "../lifecycle/transition.js";

type Used = Owned<"users">;

/** Takes what can be had of `inputs` now. @returns it, where that is not what all of them offer */
export function takeOffers(inputs: readonly Node[]): readonly NodeOffer[] | undefined {
  let all = true;
  for (let index = 0; index < inputs.length; index += 1) {
    const input: Used | undefined = inputs[index];
    if (input === undefined) continue;
    const { offered } = input;
    if (offered === undefined || !isUp(input.availability)) {
      all = false;
      continue;
    }
    offered.users += 1;
    input.users += 1;
  }
  return all ? undefined : offersOf(inputs.filter(canBeHad));
}

function canBeHad({ offered, availability }: Node): boolean {
  return offered !== undefined && isUp(availability);
}

/** Gives back what was taken. */
export function giveBack(offers: readonly NodeOffer[]): void {
  for (let index = 0; index < offers.length; index += 1) {
    const offer = offers[index];
    if (offer === undefined) continue;
    const node: Used = offer.node;
    offer.users -= 1;
    node.users -= 1;
  }
}

/** To be called before what `input` offers changes: its dependents hold what they took. */
export function rememberOffers({ dependents }: Node): void {
  for (let index = 0; index < dependents.length; index += 1) {
    const { run, last } = dependents[index] ?? {};
    if (run?.held === undefined) run?.remember();
    last?.run.remember();
  }
}
