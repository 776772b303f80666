import { execFileSync, spawnSync } from "node:child_process";
import fsSync from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { CreateError, createPlugin, namesFrom, repositoryPage, run } from "../src/index.js";

let folder = "";

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-create-"));
});

afterEach(() => fs.rm(folder, { recursive: true }));

/** Runs the command; `answers` is what somebody types, where somebody is there. */
async function command(
  args: readonly string[],
  answers?: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (answers !== undefined) stdin.end(answers);
  const interactive = answers !== undefined;
  const code = await run(args, { stdin, stdout, stderr, interactive });
  const said = (stream: PassThrough): string => String(stream.read() ?? "");
  return { code, stdout: said(stdout), stderr: said(stderr) };
}

describe("npm create holdfast-connect", () => {
  // Node's own way to make folders never returned from the first of these.
  test.skipIf(!fsSync.existsSync("/proc/self")).each(["/proc/none/vault", "/dev/null/vault"])(
    "says in one line that %s cannot be made",
    (directory) => {
      const main = path.resolve(import.meta.dirname, "../src/main.ts");
      const resolver = path.resolve(
        import.meta.dirname,
        "../../../tools/repo/src/resolve-sources.ts",
      );
      const words = ["--conditions=@holdfast/source", "--import", resolver, main];
      const { status, stderr } = spawnSync(
        process.execPath,
        [...words, "vault", "--directory", directory],
        { encoding: "utf8", timeout: 60_000 },
      );
      expect(stderr).toMatch(
        /^error ERR_CREATE_FAILED: \/(proc\/none|dev\/null)\/vault cannot be made \((ENOENT|ENOTDIR)\): choose another place\n$/,
      );
      expect(status).toBe(1);
    },
    60_000,
  );

  test("makes a package without asking, where it is told its name", async () => {
    const directory = path.join(folder, "vault");
    const { code, stdout } = await command([
      "@acme/holdfast-connect-vault",
      "--directory",
      directory,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("npm install");
    const files = await fs.readdir(directory, { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        ".gitignore",
        path.join(".github", "workflows", "ci.yml"),
        "README.md",
        "package.json",
        path.join("src", "index.ts"),
        path.join("test", "conformance.test.ts"),
      ]),
    );
    const texts = await Promise.all(
      files.map(async (file) => {
        const at = path.join(directory, file);
        return (await fs.stat(at)).isFile() ? fs.readFile(at, "utf8") : "";
      }),
    );
    expect(texts.join("\n")).not.toMatch(/__[A-Z]+__|workspace:/);
    expect(texts.join("\n")).toContain("class VaultConnect");
    expect(texts[files.indexOf("README.md")]).toMatch(/^# `@acme\/holdfast-connect-vault`\n/);
  });

  test("asks for the name where somebody is there to answer", async () => {
    const args = ["--directory", path.join(folder, "asked")];
    const { code, stdout } = await command(args, "holdfast-connect-tpm\n");
    expect(code).toBe(0);
    expect(stdout).toContain("Name of the package");
    const manifest = await fs.readFile(path.join(folder, "asked", "package.json"), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({ name: "holdfast-connect-tpm" });
  });

  test("asks nothing where nobody is there, or by --yes", async () => {
    expect((await command(["--directory", path.join(folder, "a")])).code).toBe(0);
    expect((await command(["--yes", "--directory", path.join(folder, "b")], "")).code).toBe(0);
  });

  test("overwrites nothing", async () => {
    const file = path.join(folder, "precious");
    await fs.writeFile(file, "kept");
    const { code, stderr } = await command(["holdfast-connect-x", "--directory", folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error ERR_CREATE_EXISTS: .* is not empty/);
    expect(await fs.readdir(folder)).toEqual(["precious"]);
  });

  test.each([
    ["ERR_CREATE_NAME", ["Not A Name"]],
    ["ERR_CREATE_NAME", ["../elsewhere"]],
    ["ERR_CREATE_USAGE", ["one", "two"]],
    ["ERR_CREATE_USAGE", ["--no-such-option"]],
  ])("answers %s to %j, with exit code 2 and in one line", async (errorCode, args) => {
    const { code, stderr } = await command(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^error ${errorCode}: .*\\n$`));
  });

  test("explains itself by --help", async () => {
    expect((await command(["--help"])).stdout).toMatch(/^Usage: npm create holdfast-connect/);
  });
});

describe("the repository that the package says it is in", () => {
  async function manifestIn(directory: string): Promise<unknown> {
    await createPlugin(directory, namesFrom("holdfast-connect-vault"));
    return JSON.parse(await fs.readFile(path.join(directory, "package.json"), "utf8"));
  }
  function git(...args: string[]): void {
    execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  }

  test("is the one that its author makes it in, with the folder inside it", async () => {
    git("init");
    git("remote", "add", "origin", "git@forge.example:acme/plugins.git");
    expect(await manifestIn(path.join(folder, "connect", "vault"))).toMatchObject({
      repository: {
        type: "git",
        url: "git+https://forge.example/acme/plugins.git",
        directory: "connect/vault",
      },
    });
  });

  test("is not made up: without a remote, or without a repository, there is none", async () => {
    expect(await manifestIn(path.join(folder, "alone"))).not.toHaveProperty("repository");
    git("init");
    expect(await manifestIn(path.join(folder, "inside"))).not.toHaveProperty("repository");
    git("remote", "add", "origin", "../somewhere");
    expect(await manifestIn(path.join(folder, "local"))).not.toHaveProperty("repository");
  });

  test.each([
    ["git@forge.example:acme/vault.git", "https://forge.example/acme/vault"],
    ["ssh://git@forge.example:2222/acme/vault.git", "https://forge.example/acme/vault"],
    ["https://keeper:secret@forge.example/acme/vault.git", "https://forge.example/acme/vault"],
    ["https://forge.example:8443/acme/vault/", "https://forge.example:8443/acme/vault"],
    ["/srv/vault.git", undefined],
    ["../vault", undefined],
    ["file:///srv/vault.git", undefined],
    [String.raw`C:\vault`, undefined],
  ])("the page of %s is %s", (remote, page) => {
    expect(repositoryPage(remote)).toBe(page);
  });
});

describe("the names that follow from a package's", () => {
  test("come from its last part, less what all such packages have in common", () => {
    expect(namesFrom("@acme/holdfast-connect-cloud-vault")).toEqual({
      packageName: "@acme/holdfast-connect-cloud-vault",
      folder: "holdfast-connect-cloud-vault",
      plugin: "cloud-vault",
      className: "CloudVaultConnect",
    });
  });

  test("are refused where npm would refuse them", () => {
    expect(() => namesFrom("@Acme/x")).toThrow(CreateError);
  });
});
