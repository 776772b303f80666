import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { readConfFields } from "../../src/conf/conf-fields.js";
import { readConfText } from "../../src/conf/conf-text.js";
import { type ConfValue, editConf } from "../../src/conf/edit-conf.js";
import { inlineScalar } from "../../src/conf/yaml-scalar.js";
import { CONTROLLER, HANDMADE, QUOTED } from "./samples.js";

const PATH = "agent.conf";
const edit = (text: string, edits: Record<string, ConfValue | undefined>): string =>
  editConf(text, PATH, new Map(Object.entries(edits)));
const fieldsOf = (text: string): ReturnType<typeof readConfFields> =>
  readConfFields(readConfText(text, PATH));

/** Strings that YAML of one version or another takes for something else, and any others. */
const tricky = fc.oneof(
  fc.constantFrom(
    ..."y n Y N yes no on off true false null Null ~ 0x1F 0o17 017 1_000 12:30 190:20:30 1.5 1e3 .5 .inf -.inf .nan 2024-01-01 << = - ? : # & * ! | > % @ ` { } [ ] , ' \" --- ...".split(
      " ",
    ),
    "",
    " ",
    " a",
    "a ",
    "a: b",
    "a #b",
    "- a",
    "\t",
    "a\nb",
    "a\n",
    "\na",
    "a\n\nb\n",
    " a\nb\n",
    "a\r\nb",
    "\u0000",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\ud7ff",
    "😀",
    "0123",
    "ab+cd/ef==",
  ),
  fc.string({ unit: "grapheme" }),
  fc.base64String({ minLength: 24, maxLength: 24 }),
  fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
);

describe("changing keys of an agent.conf", () => {
  test("leaves every other byte as it was, comments and unknown keys included", () => {
    const edited = edit(HANDMADE, { oldpassword: "new", nonce: "124" });
    expect(edited).toBe(
      HANDMADE.replace("oldpassword: ~", "oldpassword: new").replace(
        "nonce: 123 #",
        "nonce: '124' #",
      ),
    );
  });

  test("puts a new key where Juju writes it, and takes one away with its lines only", () => {
    const without = edit(QUOTED, { cacert: undefined, apipassword: undefined });
    expect(without).not.toMatch(/CERTIFICATE|apipassword/);
    expect(without.split("\n").length).toBe(QUOTED.split("\n").length - 10);
    const again = edit(without, { apipassword: "a-password", jobs: ["JobHostUnits"] });
    expect(again).toContain("17070'\napipassword: a-password\noldpassword: 0123456789\n");
  });

  test("replaces a certificate of either form by a block", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nabc=\n-----END CERTIFICATE-----\n";
    for (const sample of [QUOTED, CONTROLLER]) {
      const edited = edit(sample, { cacert: pem });
      expect(edited).toContain("cacert: |\n  -----BEGIN CERTIFICATE-----\n  abc=\n  -----END");
      expect(fieldsOf(edited)).toEqual({ ...fieldsOf(sample), caCert: pem });
    }
  });

  test("replaces lists of either form", () => {
    const addresses = ["[::1]:1", "host:2"];
    expect(edit(HANDMADE, { apiaddresses: addresses })).toContain(
      "# two of three\napiaddresses:\n- '[::1]:1'\n- 'host:2'\napipassword: yes",
    );
    expect(fieldsOf(edit(QUOTED, { apiaddresses: addresses })).apiAddresses).toEqual(addresses);
  });

  test("changes single values in their place", () => {
    const edited = edit(HANDMADE, {
      values: new Map([
        ["TIME", undefined],
        ["NEW", "1"],
      ]),
    });
    expect(edited).toContain("values:\n  # theirs\n  ON: on\n  NEW: '1'\n\nfuture-map:");
    const one = edit(CONTROLLER, { values: new Map([["A", "b"]]) });
    expect(one).toContain("values:\n  A: b\nagent-logfile-max-size: 0");
    expect(edit(one, { values: new Map([["A", undefined]]) })).toBe(CONTROLLER);
  });

  test("works on a file without a last newline, and on one in braces", () => {
    expect(edit("# format 2.0\ntag: machine-0", { oldpassword: "x" })).toBe(
      "# format 2.0\ntag: machine-0\noldpassword: x\n",
    );
    expect(
      fieldsOf(edit("# format 2.0\n{tag: machine-0, nonce: 0123}\n", { oldpassword: "x" })),
    ).toMatchObject({
      nonce: "0123",
      oldPassword: "x",
    });
  });

  test("any strings are read back as they were set, and all else is as it was", () => {
    const samples = fc.constantFrom(QUOTED, CONTROLLER, HANDMADE, "# format 2.0\ntag: machine-0\n");
    fc.assert(
      fc.property(samples, tricky, tricky, tricky, tricky, (sample, password, old, key, value) => {
        const edited = edit(sample, {
          apipassword: password,
          oldpassword: old,
          values: new Map([[key, value]]),
        });
        const before = fieldsOf(sample);
        expect(fieldsOf(edited)).toEqual({
          ...before,
          password,
          oldPassword: old,
          values: new Map([...before.values, [key, value]]),
        });
        const same = edit(edited, { apipassword: password, values: new Map([[key, value]]) });
        expect(same).toBe(edited);
      }),
      { numRuns: 400 },
    );
  });

  test("any order of setting and removing values ends with what was set last", () => {
    const step = fc.tuple(
      fc.constantFrom("A", "B", "yes", "1", "a b"),
      fc.option(tricky, { nil: undefined }),
    );
    fc.assert(
      fc.property(fc.constantFrom(CONTROLLER, HANDMADE), fc.array(step), (sample, steps) => {
        let text: string = sample;
        const expected = new Map(fieldsOf(sample).values);
        for (const [key, value] of steps) {
          text = edit(text, { values: new Map([[key, value]]) });
          if (value === undefined) expected.delete(key);
          else expected.set(key, value);
        }
        expect(new Map(fieldsOf(text).values)).toEqual(expected);
        expect({ ...fieldsOf(text), values: null }).toEqual({ ...fieldsOf(sample), values: null });
      }),
      { numRuns: 150 },
    );
  });
});

describe("a scalar that we write", () => {
  test("is the same string to YAML 1.1 and to YAML 1.2", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const written = `key: ${inlineScalar(text)}\n`;
        expect(parse(written, { version: "1.1" })).toEqual({ key: text });
        expect(parse(written, { version: "1.2" })).toEqual({ key: text });
      }),
      { numRuns: 3000 },
    );
  });

  test("stands plain where nothing else could be meant", () => {
    expect(["JobHostUnits", "machine-0", "/var/lib/juju"].map(inlineScalar)).toEqual([
      "JobHostUnits",
      "machine-0",
      "/var/lib/juju",
    ]);
  });
});
