// Every message we describe, held against the JSON schema of a real Juju, which is not part of this
// repository: JUJU_FACADES_SCHEMA names the file, or it lies beside the checkout.
import fs from "node:fs";
import path from "node:path";
import { messageSchema, SCHEMA_RELEASES } from "@holdfast/juju-schema";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonSchema, JujuFacade } from "../src/generate/index.js";
import * as facades from "../src/index.js";
import type { AnyFacade, Schema } from "../src/index.js";
import { fillIn, parseTranscript } from "../src/testing/index.js";
import { fromJuju, fromOurs } from "./support/arbitrary-messages.js";
import { jujuFacades } from "./support/juju-facades.js";

const juju = SCHEMA_RELEASES.map((release) => ({ release, all: jujuFacades(release) }));
const absent = juju.some(({ all }) => all.length === 0);
const notice = absent ? " (skipped: no schema file; JUJU_FACADES_SCHEMA names it)" : "";

function isFacade(value: unknown): value is AnyFacade {
  return typeof value === "object" && value !== null && "methods" in value && "version" in value;
}

const described = Object.values(facades)
  .filter(isFacade)
  // Login version 1 is older than any schema.
  .filter((facade) => facade !== facades.AdminV1)
  // Served by the identity service in front of a controller, which has no schema.
  .filter((facade) => facade !== facades.AdminV4)
  // Our own: no Juju has it.
  .filter(({ name }) => name !== facades.HoldfastAuthority.name);

/**
 * What releases read or say differently, so that no one description fits them all: members that one
 * has and another has not are optional here.
 */
const OTHERWISE: ReadonlySet<string> = new Set([
  // Two keys for Juju 3, which Juju 4 passes over as any that it does not know.
  "parameters of Machiner.SetObservedNetworkConfig in 4.1",
  // Three members that Juju 4 no longer has.
  "result of Agent.StateServingInfo in 4.1",
  // A model's owner, its meter and its service level.
  ...[
    "Client.FullStatus",
    "Controller.AllModels",
    "Controller.ModelStatus",
    "ModelManager.ListModels",
    "ModelManager.ListModelSummaries",
    "ModelManager.ModelInfo",
  ].flatMap((method) => SCHEMA_RELEASES.map((release) => `result of ${method} in ${release}`)),
]);

interface Case {
  readonly name: string;
  readonly ours: Schema<unknown>;
  readonly theirs: JsonSchema | undefined;
}

function casesOf(facade: AnyFacade, method: string): Case[] {
  const schemas = facades.methodSchemas(facade, method);
  if (schemas === undefined) return [];
  const { params, result } = schemas;
  return theirs(facade, method).flatMap(({ release, known }): Case[] => {
    const name = `${facade.name}.${method} in ${release}`;
    const all: Case[] = [
      {
        name: `parameters of ${name}`,
        ours: params,
        theirs: messageSchema(known, method, "Params"),
      },
      { name: `result of ${name}`, ours: result, theirs: messageSchema(known, method, "Result") },
    ];
    return all.filter((one) => !OTHERWISE.has(one.name));
  });
}

const methods = described.flatMap((facade) =>
  Object.keys(facade.methods).map((method): [AnyFacade, string] => [facade, method]),
);
const cases = methods.flatMap(([facade, method]) => casesOf(facade, method));

const somethings = cases.flatMap((each) =>
  each.theirs === undefined ? [] : [{ ...each, theirs: each.theirs }],
);

/** The real facades that have the method, in the versions that the description is about. */
function theirs(
  { name, version, versions = [version] }: AnyFacade,
  method: string,
): { readonly release: string; readonly known: JujuFacade }[] {
  return juju.flatMap(({ release, all }) =>
    all
      .filter((one) => one.Name === name && versions.includes(one.Version))
      .filter((one) => one.Schema.properties?.[method] !== undefined)
      .map((known) => ({ release, known })),
  );
}

describe(`held against a real Juju's schema${notice}`, () => {
  test.skipIf(absent)("every facade and method is one of Juju's", () => {
    const unknown = methods.filter(([facade, method]) => theirs(facade, method).length === 0);
    expect(unknown.map(([{ name }, method]) => `${name}.${method}`)).toEqual([]);
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

  test.skipIf(absent)(
    "whatever the transcripts say, both ways, is what Juju takes and says",
    () => {
      const held = messages().filter(({ facade }) => facade !== facades.AdminV1);
      const faults = held.filter(({ facade, method, way, message }) => {
        const [first] = theirs(facade, method);
        const schema = first && messageSchema(first.known, method, way);
        if (schema === undefined) return JSON.stringify(message) !== "{}";
        return !new Ajv({ strict: false }).compile(schema)(message);
      });
      expect(faults).toEqual([]);
      expect(held.length).toBeGreaterThan(20);
    },
  );
});

interface Said {
  readonly file: string;
  readonly facade: AnyFacade;
  readonly method: string;
  readonly way: "Params" | "Result";
  readonly message: unknown;
}

/** The parameters of every request in the transcripts, and every result. */
function messages(): Said[] {
  const folder = path.join(import.meta.dirname, "../transcripts");
  return fs.readdirSync(folder).flatMap((file) => {
    const { values, lines } = parseTranscript(fs.readFileSync(path.join(folder, file), "utf8"));
    const requests = new Map<unknown, Pick<Said, "facade" | "method">>();
    return lines.flatMap((line): Said[] => {
      if (!("message" in line)) return [];
      const message: Record<string, unknown> = Object(fillIn(line.message, values));
      const { type, version, request: method } = message;
      const facade = [...described, facades.AdminV1].find(
        (each) => each.name === type && each.version === version,
      );
      if (facade !== undefined) {
        const asked = { facade, method: String(method) };
        requests.set(message["request-id"], asked);
        return [{ file, ...asked, way: "Params", message: message["params"] }];
      }
      const asked = requests.get(message["request-id"]);
      // What comes with an error is no result.
      if (asked === undefined || message["error"] !== undefined) return [];
      return [{ file, ...asked, way: "Result", message: message["response"] }];
    });
  });
}
