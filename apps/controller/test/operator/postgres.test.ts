import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { type RunningController, startController } from "../../src/index.js";
import { ran } from "../kit/in-process.js";
import { missing, postgresForAll } from "../kit/postgres.js";
import { Program } from "../kit/process.js";
import { loggedIn, temporaryDirectory, testController } from "../kit/test-controller.js";

const server = postgresForAll();

/** What an operator copies for another controller: the authority's key. */
function copyKeys(from: string, to: string): void {
  for (const name of fs.readdirSync(from).filter((one) => /^ca-.*\.pem$/u.test(one))) {
    fs.copyFileSync(path.join(from, name), path.join(to, name));
    fs.chmodSync(path.join(to, name), 0o600);
  }
}

/** Two controllers of one new store, until the end of the test. */
async function two(): Promise<readonly [RunningController, RunningController]> {
  const store = await server().freshDatabase();
  const [first, second] = [temporaryDirectory(), temporaryDirectory()];
  const one = await testController({ dataDir: first, store });
  copyKeys(first, second);
  return [one, await testController({ dataDir: second, store })];
}

describe.skipIf(missing !== "")(`a controller whose store is PostgreSQL ${missing}`, () => {
  test("is the same from another data directory that has its keys", async () => {
    const store = await server().freshDatabase();
    const [first, second] = [temporaryDirectory(), temporaryDirectory()];
    const added = await (async () => {
      await using controller = await startController({ dataDir: first, store });
      return { uuid: controller.controllerUuid, machine: await controller.addMachine({}) };
    })();
    expect(fs.existsSync(path.join(first, "controller.sqlite"))).toBe(false);
    copyKeys(first, second);
    await using controller = await startController({ dataDir: second, store });
    expect(controller.controllerUuid).toBe(added.uuid);
    const { model } = added.machine;
    await expect(loggedIn(controller, model, added.machine)).resolves.toBeDefined();
  });

  test("knows at once which password an agent was given by another, and which is good no more", async () => {
    const [one, other] = await two();
    const machine = await one.addMachine({});
    const { model, tag } = machine;
    await expect(loggedIn(other, model, machine)).resolves.toBeDefined();
    const { password } = await other.setAgentPassword({ tag, model });
    await expect(loggedIn(one, model, { ...machine, password })).resolves.toBeDefined();
    await expect(loggedIn(one, model, machine)).rejects.toMatchObject({
      code: "unauthorized access",
    });
  });

  test("shows a certificate of its own that agents of all trust, and leaves the others' alone", async () => {
    const [one, other] = await two();
    expect(other.caCert).toBe(one.caCert);
    const { controllers } = await one.status();
    const addresses = new Set(controllers.map(({ address }) => address));
    expect(addresses).toEqual(new Set([one.address, other.address]));
  });

  test("is run, told to stop, and commanded by the environment's word of its store", async () => {
    const store = await server().freshDatabase();
    const dataDir = temporaryDirectory();
    const program = new Program(["run", "--data-dir", dataDir], "", undefined, {
      HOLDFAST_STORE: store,
    });
    await program.says("is ready at 127.0.0.1:");
    const where = ["--data-dir", dataDir, "--store", store];
    expect(await ran(["add-model", "fleet", ...where])).toMatchObject({ code: 0, err: "" });
    expect(await ran(["add-machine", "--model", "fleet", ...where])).toMatchObject({ code: 0 });
    const status = await ran(["status", "--format", "json", ...where]);
    const told: { readonly models: readonly { readonly name: string }[] } = JSON.parse(status.out);
    expect(told.models.map(({ name }) => name)).toEqual(["controller", "fleet"]);
    const backup = await ran(["backup", path.join(dataDir, "copy"), ...where]);
    expect(backup).toMatchObject({ code: 1, err: expect.stringContaining("pg_dump") });
    expect(await ran(["logs", "--model", "fleet", ...where])).toMatchObject({ code: 0, out: "" });
    program.child.kill("SIGTERM");
    expect(await program.end()).toBe(0);
  });

  test("says what is wrong with the store's URL, and that trying again does not help", async () => {
    const dataDir = temporaryDirectory();
    const nowhere = ["--data-dir", dataDir, "--store", server().url("nowhere")];
    const run = await ran(["run", ...nowhere]);
    expect(run.code).toBe(2);
    expect(run.err).toContain("there is no such database");
    const empty = ["--data-dir", dataDir, "--store", await server().freshDatabase()];
    const status = await ran(["status", ...empty]);
    expect(status.code).toBe(2);
    expect(status.err).toContain("the store holds no controller");
  });
});
