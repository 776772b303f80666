import { expect, test } from "vitest";
import type { GivenManifold } from "../../src/contract/given-manifold.js";
import type { Worker } from "../../src/contract/worker.js";
import { ComparedOffer } from "../../src/graph/offer.js";
import { NEVER } from "../support.js";

const worker: Worker = { kill: () => undefined, wait: () => new Promise(() => undefined) };
const asked: Worker[] = [];
const manifold: GivenManifold = {
  ...NEVER,
  given: {
    ...NEVER.given,
    output: (its) => {
      asked.push(its);
      return "now";
    },
  },
};

test("an output that was taken is given to all, also undefined; its worker is not asked again", () => {
  const offers = ["then", undefined].map(
    (output) => new ComparedOffer("node", { manifold, worker }, { output }),
  );
  expect(offers.map((offer) => offer.output())).toEqual(["then", undefined]);
  expect(asked).toEqual([]);
});

test("one that could not be taken is asked for each time, where there is a worker, and an output", () => {
  asked.length = 0;
  const offer = new ComparedOffer("node", { manifold, worker }, undefined);
  expect([offer.output(), offer.output(), asked]).toEqual(["now", "now", [worker, worker]]);
  const without = [
    new ComparedOffer("node", { manifold, worker: undefined }, undefined),
    new ComparedOffer("node", { manifold: NEVER, worker }, undefined),
  ];
  expect(without.map((one) => one.output())).toEqual([undefined, undefined]);
  expect(asked).toHaveLength(2);
});

test("an equal output of the next worker takes the place of the last one's, and it is known when", () => {
  const offer = new ComparedOffer("node", { manifold, worker: undefined }, { output: "old" });
  expect([offer.users, offer.keptAt]).toEqual([0, undefined]);
  const next = { manifold, worker };
  offer.renew(new ComparedOffer("node", next, { output: "new" }), 7);
  expect([offer.output(), offer.source, offer.keptAt]).toEqual(["new", next, 7]);
});
