import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { run } from "../../src/command/run.js";
import { lamps } from "../support/lamp-schema.js";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "generate-"));
  fs.writeFileSync(path.join(folder, "schema.json"), JSON.stringify([lamps(2), lamps(3)]));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function command(...args: string[]): { readonly status: number; readonly said: string } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = run(args, { stdout, stderr });
  const said = [stdout, stderr].map((stream) => String(stream.read() ?? "")).join("");
  return { status, said };
}
const inFolder = (name: string): string => path.join(folder, name);
const generate = (...args: string[]): ReturnType<typeof command> =>
  command("generate", inFolder("schema.json"), "--out", inFolder("clients"), ...args);

describe("holdfast-facades generate", () => {
  test("writes what the schema says, and nothing where that is there already", () => {
    expect(generate()).toEqual({
      status: 0,
      said: `2 clients in ${inFolder("clients")}: 3 files written, 0 removed\n`,
    });
    expect(fs.readdirSync(inFolder("clients"))).toEqual([
      "index.ts",
      "lamp-keeper-2.ts",
      "lamp-keeper-3.ts",
    ]);
    expect(generate().said).toContain("0 files written, 0 removed");
  });

  test("removes what it made before and the schema no longer has, and nobody else's", () => {
    generate();
    fs.writeFileSync(inFolder("clients/mine.ts"), "export {};\n");
    expect(generate("--latest").said).toContain("1 files written, 1 removed");
    expect(fs.readdirSync(inFolder("clients"))).toEqual([
      "index.ts",
      "lamp-keeper-3.ts",
      "mine.ts",
    ]);
  });

  test("replaces no file of somebody else's", () => {
    fs.mkdirSync(inFolder("clients"));
    fs.writeFileSync(inFolder("clients/index.ts"), "export {};\n");
    const { status, said } = generate();
    expect(said).toMatch(/^error ERR_GENERATE_FOREIGN: .*index\.ts was not made by this command/);
    expect(status).toBe(1);
    expect(fs.readdirSync(inFolder("clients"))).toEqual(["index.ts"]);
  });

  test("takes several schemas, of which the first counts", () => {
    fs.writeFileSync(inFolder("newer.json"), JSON.stringify([lamps(3), lamps(4)]));
    const { said } = generate(inFolder("newer.json"));
    expect(said).toContain("3 clients");
    expect(said).toContain("LampKeeper 3 is in");
  });

  test("takes only the facades and the versions that it is told", () => {
    expect(generate("--facade", "LampKeeper", "--version", "2").said).toContain("1 clients");
    expect(generate("--facade=Tides")).toMatchObject({
      status: 1,
      said: "error ERR_SCHEMA_FACADE: the schema has no facade Tides\n",
    });
  });

  test("--check writes nothing, and fails where the clients are not as the schema says", () => {
    expect(generate("--check").said).toMatch(/^error ERR_GENERATE_STALE: 3 files/);
    expect(fs.existsSync(inFolder("clients"))).toBe(false);
    generate();
    expect(generate("--check").status).toBe(0);
    fs.appendFileSync(inFolder("clients/index.ts"), "// mine\n");
    expect(generate("--check")).toMatchObject({ status: 1 });
  });

  test.each([
    [["generate"], 2, "error ERR_GENERATE_USAGE: no schema is named (see --help)\n"],
    [["make"], 2, "error ERR_GENERATE_USAGE: there is no command make (see --help)\n"],
    [["generate", "a", "--version=x"], 2, "error ERR_GENERATE_USAGE: a version is a whole number"],
    [["generate", "a", "--nothing"], 2, "error ERR_GENERATE_USAGE: Unknown option '--nothing'"],
    [
      ["generate", "/nowhere.json"],
      1,
      "error ERR_SCHEMA_FILE: /nowhere.json cannot be read: ENOENT",
    ],
    [["--help"], 0, "Usage: npx @holdfast/facades generate"],
  ])("%j ends with %i and says why", (args, status, said) => {
    const ended = command(...args);
    expect(ended.said.startsWith(said)).toBe(true);
    expect(ended.status).toBe(status);
  });
});
