/* Who holds what of whom: counted with each offer, and for each manifold over all its offers. */
import type { Node, NodeOffer, Owned } from "../graph/node.js";
import { NO_OFFERS } from "../graph/offer.js";
import { isUp } from "../lifecycle/transition.js";

type Used = Owned<"users">;

/** Takes what can be had of `inputs` now. */
export function takeOffers(inputs: readonly Node[]): readonly NodeOffer[] {
  if (inputs.length === 0) return NO_OFFERS;
  const offers: NodeOffer[] = [];
  for (let index = 0; index < inputs.length; index += 1) {
    const input: Used | undefined = inputs[index];
    if (input?.offered === undefined || !isUp(input.availability)) continue;
    offers.push(input.offered);
    input.offered.users += 1;
    input.users += 1;
  }
  // A list that grows makes room for many; this one is kept as long as the worker.
  return offers.slice();
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
