// A package of somebody else's: copied out of the repository, with what it depends on linked in as it
// will be published (built, and without our own export condition).
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const ours = fileURLToPath(new URL("../", import.meta.url));

/** Where each dependency that a stranger may name lies. */
const installed: Readonly<Record<string, string>> = {
  "@holdfast/api-open": path.join(root, "packages/api-open"),
  "@holdfast/connect": path.join(root, "packages/connect"),
  "@holdfast/connect-testkit": path.join(root, "packages/connect-testkit"),
  "@holdfast/controller": path.join(root, "apps/controller"),
  jose: path.join(ours, "node_modules/jose"),
  oauth4webapi: path.join(ours, "node_modules/oauth4webapi"),
  "oidc-provider": path.join(ours, "node_modules/oidc-provider"),
  "@types/node": path.join(ours, "node_modules/@types/node"),
  typescript: path.join(ours, "node_modules/typescript"),
  valibot: path.join(ours, "node_modules/valibot"),
};

/** A package of ours, and all of ours that it depends on, by the names of their folders. */
async function standingOn(folder: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(folder)) return found;
  found.add(folder);
  const text = await fs.readFile(path.join(root, "packages", folder, "package.json"), "utf8");
  for (const name of namesIn(JSON.parse(text), "dependencies")) {
    if (name.startsWith("@holdfast/")) await standingOn(name.slice("@holdfast/".length), found);
  }
  return found;
}

/** Links what is not Holdfast's own; that is found beside the copy. */
async function linkLibraries(from: string, to: string): Promise<void> {
  for (const name of await fs.readdir(from)) {
    if (name === "@holdfast" || name.startsWith(".")) continue;
    await fs.mkdir(to, { recursive: true });
    await fs.symlink(path.join(from, name), path.join(to, name), "junction");
  }
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

export class Stranger implements AsyncDisposable {
  readonly directory: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.directory = path.join(folder, "package");
  }

  /** An empty folder for a package, outside the repository. */
  static async create(): Promise<Stranger> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-stranger-"));
    return new Stranger(await fs.realpath(folder));
  }

  /** A copy of the example of this name. */
  static async copyOf(example: string): Promise<Stranger> {
    const stranger = await Stranger.create();
    await fs.cp(path.join(root, "examples", example), stranger.directory, {
      recursive: true,
      filter: (source) => !/[\\/](node_modules|dist)$/.test(source),
    });
    return stranger;
  }

  /** Puts what its package.json names where `npm install` would. Anything else it cannot find. */
  async install(): Promise<void> {
    const text = await fs.readFile(path.join(this.directory, "package.json"), "utf8");
    const manifest: unknown = JSON.parse(text);
    for (const name of ["dependencies", "devDependencies"].flatMap((kind) =>
      namesIn(manifest, kind),
    )) {
      const target = installed[name];
      if (target === undefined) throw new Error(`${name} is not among what a stranger may name`);
      const link = path.join(this.directory, "node_modules", name);
      await fs.mkdir(path.dirname(link), { recursive: true });
      await fs.symlink(target, link, "junction");
    }
  }

  /**
   * Puts copies of its own of connect, and of all that connect stands on, in place of the agent's: what
   * a package manager does where a plugin wants another version than the agent.
   */
  async installCopies(): Promise<void> {
    const scope = path.join(this.directory, "node_modules", "@holdfast");
    await fs.rm(scope, { recursive: true });
    for (const name of await standingOn("connect")) {
      const from = path.join(root, "packages", name);
      const to = path.join(scope, name);
      await fs.cp(path.join(from, "dist"), path.join(to, "dist"), { recursive: true });
      await fs.copyFile(path.join(from, "package.json"), path.join(to, "package.json"));
      await linkLibraries(path.join(from, "node_modules"), path.join(to, "node_modules"));
    }
  }

  /** `npm test`, without npm: the types, then the tests. */
  async test(): Promise<Ended> {
    const types = await this.run("node_modules/typescript/bin/tsc");
    return types.code === 0
      ? this.run("--test", "--test-timeout=500000", "--test-reporter", "tap", "test/*.test.ts")
      : types;
  }

  /** Runs Node in the package. */
  async run(...args: string[]): Promise<Ended> {
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
    const options = {
      cwd: this.directory,
      env,
      encoding: "utf8",
      maxBuffer: 1e8,
      // A test that hangs is ended here, and what it said until then is shown.
      timeout: 600_000,
    } as const;
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && "stdout" in error)) throw error;
      return { code: Number(error.code ?? 1), output: `${String(error.stdout)}${error.message}` };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await fs.rm(this.#folder, { recursive: true });
  }
}

function namesIn(manifest: unknown, kind: string): string[] {
  const found: unknown =
    typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, kind) : undefined;
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}

/** Builds what strangers are given; quick where it is built. */
export async function buildOurs(): Promise<void> {
  const tsc = path.join(ours, "node_modules/typescript/bin/tsc");
  const projects = [
    "packages/connect-testkit",
    "apps/controller",
    "packages/create-holdfast-connect",
  ];
  const args = [tsc, "-b", ...projects.map((project) => path.join(root, project))];
  await promisify(execFile)(process.execPath, args);
}

/** How many tests a TAP stream counts, and how many of them held. */
export function counts(output: string): { readonly pass: number; readonly fail: number } {
  const number = (what: string): number =>
    Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(output)?.[1] ?? Number.NaN);
  return { pass: number("pass"), fail: number("fail") };
}
