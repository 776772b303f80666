import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import process from "node:process";
import readline from "node:readline";

import { expect, test } from "vitest";

import { findPrograms, PostgresServer } from "../src/index.js";

const programs = findPrograms();
const missing = programs.kind === "missing" ? programs.reason : "";

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.skipIf(missing !== "")(
  `what was committed is there after kill -9 and a restart ${missing}`,
  async () => {
    await using server = await PostgresServer.start();
    const name = nameOf(await server.freshDatabase());
    await server.query(name, "CREATE TABLE kept (one int); INSERT INTO kept VALUES (7)");
    const { pid, port } = server;

    await server.stop("kill");
    expect(runs(pid)).toBe(false);
    await server.restart();

    expect(server.port).toBe(port);
    expect(await server.query(name, "SELECT one FROM kept")).toEqual([{ one: 7 }]);
  },
);

test.skipIf(missing !== "")(`each database is new and empty ${missing}`, async () => {
  await using server = await PostgresServer.start();
  const one = await server.freshDatabase();
  await server.query(nameOf(one), "CREATE TABLE mine (one int)");
  const other = await server.freshDatabase();
  expect(await server.query(nameOf(other), "SELECT to_regclass('mine') AS found")).toEqual([
    { found: null },
  ]);
});

test.skipIf(missing !== "")(`a frozen server answers once it is thawed ${missing}`, async () => {
  await using server = await PostgresServer.start();
  server.freeze();
  const asked = server.query("postgres", "SELECT 1 AS one");
  server.thaw();
  expect(await asked).toEqual([{ one: 1 }]);
});

test.skipIf(missing !== "")(
  `neither processes nor a folder are left where the test's own process is killed ${missing}`,
  async () => {
    const source = `
      import { PostgresServer } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      const server = await PostgresServer.start();
      console.log(JSON.stringify([server.pid, server.folder]));
      setInterval(() => undefined, 1000);
    `;
    const child = spawn(
      process.execPath,
      [
        "--experimental-transform-types",
        "--disable-warning=ExperimentalWarning",
        "--import",
        new URL("../../../tools/repo/src/resolve-sources.ts", import.meta.url).href,
        "--input-type=module",
        "--eval",
        source,
      ],
      { stdio: ["ignore", "pipe", "inherit"], cwd: import.meta.dirname },
    );
    const [line]: unknown[] = await once(readline.createInterface(child.stdout), "line");
    const [pid, folder]: [number, string] = JSON.parse(String(line));
    expect(runs(pid)).toBe(true);

    child.kill("SIGKILL");

    await expect.poll(() => fs.existsSync(folder) || runs(pid)).toBe(false);
  },
);
