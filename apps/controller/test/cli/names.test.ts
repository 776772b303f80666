import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import { startController } from "../../src/index.js";
import { ran } from "../kit/in-process.js";
import { temporaryDirectory, testController } from "../kit/test-controller.js";

const UUID = "11111111-1111-4111-8111-111111111111";

/** A data directory with a machine, and models of names that are refused today. */
async function oldDataDir(...names: readonly string[]): Promise<string> {
  const dataDir = temporaryDirectory();
  await using controller = await startController({ dataDir });
  await controller.addMachine();
  const models = await Promise.all(
    names.map((_, index) => controller.addModel({ name: `m${index}` })),
  );
  using database = new DatabaseSync(path.join(dataDir, "controller.sqlite"));
  names.forEach((name, index) => {
    const { uuid = "" } = models[index] ?? {};
    database.prepare("UPDATE models SET name = ? WHERE uuid = ?").run(name, uuid);
  });
  return dataDir;
}

describe("a command means", () => {
  test.each(["machine-0", "0"])("the machine by %s, whatever a model is named", async (name) => {
    const dataDir = await oldDataDir("machine-0", "0");
    const { code } = await ran(["set-life", name, "dead", "--data-dir", dataDir]);
    expect(code).toBe(0);
    const { out } = await ran(["status", "--data-dir", dataDir, "--format", "json"]);
    const { models } = JSON.parse(out);
    expect(models).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ name, life: "alive" }),
        expect.objectContaining({
          agents: [expect.objectContaining({ tag: "machine-0", life: "dead" })],
        }),
      ]),
    );
  });

  test("nothing by the UUID of no model, whatever a model is named", async () => {
    const dataDir = await oldDataDir(UUID);
    const ran1 = await ran(["model-config", UUID, "development=true", "--data-dir", dataDir]);
    const ran2 = await ran(["remove", UUID, "--data-dir", dataDir]);
    expect([ran1.code, ran2.code]).not.toContain(0);
    const { out } = await ran(["status", "--data-dir", dataDir]);
    expect(out).toContain(`model ${UUID}`);
  });

  test("the model by its tag, where a model is asked for", async () => {
    const dataDir = await oldDataDir("m");
    const { out } = await ran(["status", "--data-dir", dataDir, "--format", "json"]);
    const { models }: { models: { name: string; uuid: string }[] } = JSON.parse(out);
    const { uuid = "" } = models.find(({ name }) => name === "m") ?? {};
    const { code } = await ran(["add-machine", "--model", `model-${uuid}`, "--data-dir", dataDir]);
    expect(code).toBe(0);
  });
});

test("a model or a user cannot be named like a machine's number, a tag or a UUID", async () => {
  const controller = await testController();
  for (const name of ["machine-0", "user-bob", "0", "unit-mysql-0", UUID]) {
    await expect(controller.addModel({ name })).rejects.toThrow("is no model name");
  }
  for (const name of ["user-bob", "machine-0", UUID]) {
    // oxlint-disable-next-line no-await-in-loop -- a password is hashed at a time
    await expect(controller.setUserPassword({ name })).rejects.toThrow("is no user name");
  }
});
