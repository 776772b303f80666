// Every message we describe, held against the JSON schema of a real Juju, which is not part of this
// repository: JUJU_FACADES_SCHEMA names the file, or it lies beside the checkout.
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as facades from "../src/index.js";
import { fromJuju, fromOurs } from "./support/arbitrary-messages.js";
import { jujuFacades, messageSchema } from "./support/juju-schema.js";
const juju = jujuFacades();
const absent = juju === undefined;
const notice = absent ? " (skipped: no schema file; JUJU_FACADES_SCHEMA names it)" : "";
function isFacade(value) {
  return typeof value === "object" && value !== null && "methods" in value && "version" in value;
}
const described = Object.values(facades)
  .filter(isFacade)
  // Login version 1 is older than any schema.
  .filter((facade) => facade !== facades.AdminV1);
const cases = described.flatMap((facade) =>
  Object.entries(facade.methods).flatMap(([method, { params, result }]) => {
    const name = `${facade.name}.${method}`;
    const known = theirs(facade);
    const schema = (way) => known && messageSchema(known, method, way);
    return [
      { name: `parameters of ${name}`, facade, method, ours: params, theirs: schema("Params") },
      { name: `result of ${name}`, facade, method, ours: result, theirs: schema("Result") },
    ];
  }),
);
const somethings = cases.flatMap((each) =>
  each.theirs === undefined ? [] : [{ ...each, theirs: each.theirs }],
);
function theirs({ name, version }) {
  return juju?.find((facade) => facade.Name === name && facade.Version === version);
}
describe(`held against a real Juju's schema${notice}`, () => {
  test.skipIf(absent)("every facade and method is one of Juju's", () => {
    const unknown = cases.filter(
      ({ facade, method }) => theirs(facade)?.Schema.properties?.[method] === undefined,
    );
    expect(unknown.map(({ name }) => name)).toEqual([]);
    expect(somethings.length).toBeGreaterThan(50);
  });
  test.skipIf(absent)("what has no parameters or no result there has none here", () => {
    const nothings = cases.filter((each) => each.theirs === undefined);
    expect(nothings.filter(({ ours }) => ours !== facades.Empty)).toEqual([]);
  });
  test.skipIf(absent).each(somethings)("$name: what we may send is what Juju takes", (each) => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(each.theirs);
    fc.assert(
      fc.property(fromOurs(each.ours), (message) => {
        expect(validate(message) ? [] : validate.errors).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
  test.skipIf(absent).each(somethings)("$name: what Juju may send is what we read", (each) => {
    fc.assert(
      fc.property(fromJuju(each.theirs), (message) => {
        // All we read was said so: nothing is made up, nothing is read as something else.
        expect(message).toMatchObject(Object(facades.decode(each.ours, message, "message")));
      }),
      { numRuns: 25 },
    );
  });
});
