import fs from "node:fs/promises";

import { describe, expect, test } from "vitest";

import {
  createAgentConf,
  generatePassword,
  initAgent,
  knownPasswords,
  type NewAgent,
  openAgent,
} from "../src/index.js";
import { readConfFields } from "../src/conf/conf-fields.js";
import { readConfText } from "../src/conf/conf-text.js";
import { BOOTSTRAP, emptyDataDir, madeAgent, newAgent, TAG } from "./fixtures/made-agent.js";

describe("making a first agent.conf", () => {
  const good = newAgent("/var/lib/juju");
  const nothing: NewAgent = {
    dataDir: "",
    // @ts-expect-error -- of a caller without types
    tag: "",
    upgradedToVersion: "",
    password: "",
    // @ts-expect-error -- the same
    controller: "",
    // @ts-expect-error -- the same
    model: "",
    caCert: "",
    apiAddresses: [],
  };

  test("makes Juju's checks in Juju's order", () => {
    const fixes: [Partial<NewAgent>, string][] = [
      [{}, "data directory not found in configuration"],
      [{ dataDir: "/d" }, "entity tag not found in configuration"],
      [
        { tag: "user-bob" },
        "entity tag must be MachineTag, UnitTag, ApplicationTag or ControllerAgentTag, got user",
      ],
      [{ tag: TAG }, "upgradedToVersion not found in configuration"],
      [{ upgradedToVersion: "3.6.0" }, "password not found in configuration"],
      [{ password: "p" }, "controller not found in configuration"],
      [{ controller: "controller-rubbish" }, '"rubbish" is not a valid controller uuid'],
      [{ controller: good.controller }, "model not found in configuration"],
      // @ts-expect-error -- the same
      [{ model: "rubbish" }, '"rubbish" is not a valid model uuid'],
      [{ model: good.model }, "CA certificate not found in configuration"],
      [{ caCert: good.caCert }, "API addresses not found in configuration"],
      [{ apiAddresses: ["10.0.0.1:17070", "10.0.0.2"] }, 'invalid API server address "10.0.0.2"'],
    ];
    let agent = nothing;
    for (const [fix, message] of fixes) {
      agent = { ...agent, ...fix };
      const attempt = (): string => createAgentConf(agent);
      expect(attempt).toThrow(expect.objectContaining({ code: "ERR_CONFIG_VALUE" }));
      expect(attempt).toThrow(message);
    }
    expect(createAgentConf({ ...agent, apiAddresses: ["[::1]:1"] })).toMatch(
      /^# format 2\.0\ntag: machine-0\n/,
    );
  });

  test("gives an empty current password and the given one as the old", async () => {
    await using made = await madeAgent();
    const text = await fs.readFile(made.conf, "utf8");
    expect(text).not.toContain("apipassword");
    await using agent = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      recheckInterval: Infinity,
    });
    expect(agent.currentConfig().apiInfo()?.password).toBe("");
    expect(agent.currentConfig().oldPassword).toBe(BOOTSTRAP);
  });

  test("writes the keys that Juju always writes, numbers as numbers, in Juju's order", () => {
    expect(createAgentConf({ ...good, nonce: "123" })).toBe(`# format 2.0
tag: machine-0
datadir: /var/lib/juju
transient-datadir: /var/run/juju
logdir: /var/log/juju
metricsspooldir: /var/lib/juju/metricspool
nonce: '123'
jobs:
- JobHostUnits
upgradedToVersion: '3.6.0'
cacert: |
  -----BEGIN CERTIFICATE-----
  MIIB
  -----END CERTIFICATE-----
controller: ${good.controller}
model: ${good.model}
apiaddresses:
- '127.0.0.1:17070'
oldpassword: ${BOOTSTRAP}
values: {}
agent-logfile-max-size: 0
agent-logfile-max-backups: 0
`);
  });

  test("makes the folders with mode 0700 and the file with 0600", async () => {
    await using made = await madeAgent();
    expect((await fs.stat(made.folder)).mode & 0o777).toBe(0o700);
    expect((await fs.stat(made.conf)).mode & 0o777).toBe(0o600);
  });

  test("overwrites nothing, and of two at once one is refused", async () => {
    await using made = await emptyDataDir();
    const results = await Promise.allSettled([
      initAgent(newAgent(made.dataDir)),
      initAgent({ ...newAgent(made.dataDir), password: "another" }),
    ]);
    const codes = results.map((result) =>
      result.status === "rejected" ? result.reason.code : "made",
    );
    expect(new Set(codes)).toEqual(new Set(["ERR_AGENT_CONF_EXISTS", "made"]));
  });

  test("writes a file that Juju's own agents read too where the controller is not known yet", async () => {
    const { controller: _unknown, ...rest } = good;
    const text = createAgentConf(rest);
    expect(text).toMatch(/^controller: controller-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/m);
    expect(readConfFields(readConfText(text, "agent.conf")).controller).toBeUndefined();
  });

  test("keeps the passwords that the same agent had at the same controller", async () => {
    await using made = await madeAgent();
    await fs.rm(made.conf);
    await initAgent({ ...newAgent(made.dataDir), password: "a-new-bootstrap" });
    await using agent = await openAgent({
      tag: TAG,
      dataDir: made.dataDir,
      recheckInterval: Infinity,
    });
    expect(knownPasswords(agent.currentConfig())).toEqual(["a-new-bootstrap", BOOTSTRAP]);
  });
});

describe("a generated password", () => {
  test("is 24 characters of base64, and never the same", () => {
    const some = Array.from({ length: 100 }, generatePassword);
    expect(new Set(some).size).toBe(100);
    for (const password of some) expect(password).toMatch(/^[A-Za-z0-9+/]{24}$/);
  });
});
