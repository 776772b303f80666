import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CallTable } from "../src/call-table.js";

test("it is a map from ids to calls, whatever ends in whatever order", () => {
  fc.assert(
    fc.property(
      // Each step makes so many calls, then ends one that is in flight, or asks for one that is not.
      fc.array(fc.record({ calls: fc.nat(40), end: fc.double({ min: 0, max: 1, noNaN: true }) }), {
        maxLength: 60,
      }),
      (steps) => {
        const table = new CallTable<{ readonly id: number }>();
        const model = new Map<number, { readonly id: number }>();
        let id = 0;
        for (const { calls, end } of steps) {
          for (let i = 0; i < calls; i++) {
            const call = { id: ++id };
            table.add(call);
            model.set(id, call);
          }
          const taken = Math.floor(end * (id + 1));
          expect(table.take(taken)).toBe(model.get(taken));
          model.delete(taken);
          expect(table.size).toBe(model.size);
        }
        expect(table.list()).toEqual([...model.values()]);
      },
    ),
  );
});

test("a call that waits for long stays, however many come and go after it", () => {
  const table = new CallTable<{ readonly id: number }>();
  const patient = { id: 1 };
  table.add(patient);
  for (let id = 2; id < 100_000; id++) {
    table.add({ id });
    expect(table.take(id)).toBeDefined();
  }
  expect(table.size).toBe(1);
  expect(table.take(1)).toBe(patient);
});
