import { inspect } from "node:util";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type ConfFields, readConfFields } from "../../src/conf/conf-fields.js";
import { readConfText } from "../../src/conf/conf-text.js";
import { AgentConfFormatError } from "../../src/index.js";
import { CONTROLLER, HANDMADE, QUOTED } from "./samples.js";

const PATH = "/var/lib/juju/agents/machine-0/agent.conf";
const read = (text: string): ConfFields => readConfFields(readConfText(text, PATH));

function refusal(text: string): AgentConfFormatError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AgentConfFormatError) return error;
    throw error;
  }
  throw new Error("it was read");
}

function outcome(text: string): "read" | "refused" | "another error" {
  try {
    read(text);
    return "read";
  } catch (error) {
    return error instanceof AgentConfFormatError ? "refused" : "another error";
  }
}

const minimal = (rest: string): string => `# format 2.0\ntag: machine-0\n${rest}\n`;

describe("an agent.conf that Juju wrote", () => {
  test("is read with its certificate in quotes that end at column 0", () => {
    const conf = read(QUOTED);
    expect(conf.caCert).toMatch(
      /^-----BEGIN CERTIFICATE-----\nMIIEE[^\n]+\nCwUA[^\n]+\n-----END CERTIFICATE-----\n$/,
    );
    expect(conf).toMatchObject({
      tag: "machine-10-lxd-1",
      nonce: "machine-10:0b1c7a52-7b44-4e8f-8a4c-6f1d0c2b9e3f",
      password: "Zt7mB0Jx5Zq1Yw9cP3vK8nQd",
      oldPassword: "0123456789",
      apiAddresses: ["10.20.30.40:17070", "[2001:db8::1]:17070"],
      localApiPort: undefined,
    });
    expect(conf.values.get("CONTAINER_TYPE")).toBe("lxd");
  });

  test("is read with its certificate as a block, and names the controller's own port", () => {
    const conf = read(CONTROLLER);
    expect(conf.caCert).toContain("\nMIIEEzCC");
    expect(conf).toMatchObject({ oldPassword: "1e3", localApiPort: "17071" });
    expect(conf.values.size).toBe(0);
  });

  test("gives every scalar as the string that stands there", () => {
    const conf = read(HANDMADE);
    expect(conf).toMatchObject({ nonce: "123", password: "yes", oldPassword: "" });
    expect([...conf.values]).toEqual([
      ["ON", "on"],
      ["TIME", "12:30"],
    ]);
    expect(conf.apiAddresses).toEqual(["10.0.0.1:17070", "controller.example:17070"]);
  });

  test.each([
    ["0123", "0123"],
    ["1e3", "1e3"],
    ["1.10", "1.10"],
    ["0x1F", "0x1F"],
    ["1_000", "1_000"],
    ["2024-01-01", "2024-01-01"],
    ["off", "off"],
    ["null", ""],
    ["~", ""],
    ["'~'", "~"],
    ['"null"', "null"],
    ["!!binary aGVsbG8=", "hello"],
    ["!!str 7", "7"],
  ])("reads the password %s as %j", (written, meant) => {
    expect(read(minimal(`oldpassword: ${written}`)).oldPassword).toBe(meant);
  });

  test("keeps its password where it has no addresses", () => {
    const conf = read(minimal("apiaddresses: []\napipassword: kept"));
    expect(conf).toMatchObject({ apiAddresses: [], password: "kept" });
  });

  test("may lack what the original crashes without", () => {
    expect(read("# format 2.0\ntag: machine-0\n")).toMatchObject({
      model: undefined,
      controller: undefined,
      nonce: "",
      caCert: "",
    });
    expect(read(minimal("model: model-\ncontroller:"))).toMatchObject({ model: undefined });
  });

  test("may come from an editor that ends lines with carriage returns", () => {
    expect(read(QUOTED.replaceAll("\n", "\r\n"))).toMatchObject({ oldPassword: "0123456789" });
  });
});

describe("an agent.conf with a mistake", () => {
  test.each([
    ["", 1, undefined],
    ["tag: machine-0\n", 1, undefined],
    ["# format 1.18\ntag: machine-0\n", 1, undefined],
    ["# format 2.0\n", 2, undefined],
    ["# format 2.0\njust text\n", 2, undefined],
    [minimal("apiaddresses: 10.0.0.1:17070"), 3, "apiaddresses"],
    [minimal("apiaddresses:\n- 10.0.0.1\n- 10.0.0.2"), 4, "apiaddresses"],
    [minimal("apiaddresses:\n- '10.0.0.1:0'"), 4, "apiaddresses"],
    [minimal("apiaddresses:\n- a:b:1"), 4, "apiaddresses"],
    [minimal("model: model-rubbish"), 3, "model"],
    [minimal("controller: model-7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22"), 3, "controller"],
    [minimal("values: [a]"), 3, "values"],
    [minimal("values:\n  a:\n    b: c"), 5, "values"],
    [minimal("oldpassword:\n  - a"), 4, "oldpassword"],
    [minimal("nonce: 'never ends"), 3, "nonce"],
    [minimal("nonce: [a"), 3, "nonce"],
    [minimal("nonce: a\nnonce: b"), 4, "nonce"],
    ["# format 2.0\nnonce: a\n", undefined, "tag"],
    ["# format 2.0\nnonce: a\ntag: rubbish\n", 3, "tag"],
  ])("is refused by line and key: %j", (text, line, key) => {
    const error = refusal(text);
    expect({ line: error.line, key: error.key }).toEqual({ line, key });
    expect(error.code).toBe("ERR_AGENT_CONF_FORMAT");
    expect(error.message).toContain(PATH);
    expect(error.message).not.toContain("\n");
  });

  test("in one of several addresses is passed over, and told by its line alone", () => {
    const text = minimal("apiaddresses:\n- 10.0.0.1:17070\n- a:b:1\n- [x]\n- '[fd00::1]:1'");
    const { apiAddresses, warnings } = read(text);
    expect(apiAddresses).toEqual(["10.0.0.1:17070", "[fd00::1]:1"]);
    expect(warnings).toEqual([
      "line 5: an address is not host:port",
      "line 6: an address is not host:port",
    ]);
  });

  test("never has a part of itself in the message, which might be a password", () => {
    const secret = "hunter2hunter2";
    const broken = [
      secret,
      `apipassword: "${secret}`,
      `apipassword: [${secret}`,
      `a: b: ${secret}`,
      `- ${secret}`,
      `&${secret}`,
      `*${secret}`,
      `!${secret} x`,
      `? ${secret}\n\t- x`,
      `@${secret}`,
    ];
    for (const line of broken) {
      let shown = "";
      try {
        read(minimal(`nonce: x\n${line}\n  ${secret}: [`));
      } catch (error) {
        shown = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`;
      }
      expect(shown).toContain("ERR_AGENT_CONF_FORMAT");
      expect(shown).not.toContain(secret);
    }
  });

  test("of any kind gives nothing but our own error", () => {
    const noise = fc.tuple(fc.string({ unit: "grapheme" }), fc.nat(QUOTED.length));
    fc.assert(
      fc.property(noise, ([text, at]) => {
        expect(outcome(QUOTED.slice(0, at) + text + QUOTED.slice(at))).not.toBe("another error");
      }),
      { numRuns: 1000 },
    );
  });
});
