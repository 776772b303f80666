// Debian's PostgreSQL: the one that is installed, or its packages unpacked into node_modules/.cache, which
// takes no root.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Where the server's programs are; or why there are none. */
export type PostgresPrograms =
  | {
      readonly kind: "found";
      /** The folder with `initdb`, `postgres`, `psql` and `pg_dump`. */
      readonly bin: string;
      /** What the dynamic linker is to look through, besides its own folders. */
      readonly libraries: string | undefined;
    }
  | { readonly kind: "missing"; readonly reason: string };

const INSTALLED = "/usr/lib/postgresql";
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/postgres", import.meta.url));

let known: PostgresPrograms | undefined;

/** Looks for a PostgreSQL, and fetches Debian's where there is none; once in each process. */
export function findPrograms(): PostgresPrograms {
  known ??= installedBelow("/") ?? unpacked() ?? fetched();
  return known;
}

function installedBelow(root: string): PostgresPrograms | undefined {
  const folder = path.join(root, INSTALLED);
  if (!fs.existsSync(folder)) return undefined;
  const bins = fs
    .readdirSync(folder)
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => path.join(folder, version, "bin"));
  const bin = bins.find((each) =>
    ["initdb", "postgres"].every((name) => fs.existsSync(path.join(each, name))),
  );
  return bin === undefined ? undefined : { kind: "found", bin, libraries: undefined };
}

function unpacked(): PostgresPrograms | undefined {
  const found = installedBelow(CACHE);
  if (found?.kind !== "found") return undefined;
  const libraries = fs
    .globSync(["usr/lib/*-linux-*", "lib/*-linux-*"], { cwd: CACHE })
    .map((folder) => path.join(CACHE, folder));
  return { ...found, libraries: libraries.join(":") };
}

/** Downloads the packages of the distribution's own version, and what they need that is not installed. */
function fetched(): PostgresPrograms {
  try {
    const [server] = dependenciesOf("postgresql");
    if (server === undefined)
      throw new Error("apt knows no package postgresql: run apt-get update");
    const wanted = [server, server.replace("postgresql-", "postgresql-client-")];
    // LLVM is for compiling queries, which is switched off: two thirds of it all.
    const missing = wanted
      .flatMap(dependenciesOf)
      .filter((name) => !name.startsWith("libllvm") && !isInstalled(name));
    const names = [...new Set([...wanted, ...missing])];
    unpackInto(CACHE, names);
    const found = unpacked();
    if (found === undefined) throw new Error(`${names.join(", ")} have no server in them`);
    return found;
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : "";
    return {
      kind: "missing",
      reason: `no PostgreSQL below ${INSTALLED}, and Debian's could not be fetched: ${said}`,
    };
  }
}

/** Several tests may be at it at once: what is there under its name is whole, and the first one's. */
function unpackInto(folder: string, names: readonly string[]): void {
  const staging = `${folder}.${process.pid}`;
  fs.mkdirSync(staging, { recursive: true });
  try {
    run("apt-get", ["download", ...names], staging);
    for (const file of fs.globSync("*.deb", { cwd: staging })) {
      run("dpkg", ["-x", file, "."], staging);
      fs.rmSync(path.join(staging, file));
    }
    try {
      fs.renameSync(staging, folder);
    } catch (error) {
      if (!fs.existsSync(folder)) throw error;
    }
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

function dependenciesOf(name: string): string[] {
  const said = run("apt-cache", ["depends", "--important", name], "/");
  return [...said.matchAll(/^ {2}Depends: (?<name>[a-z0-9][^\s:<]*)$/gmu)].map(
    (match) => match.groups?.["name"] ?? "",
  );
}

function isInstalled(name: string): boolean {
  try {
    return run("dpkg-query", ["-W", "-f", "${db:Status-Status}", name], "/") === "installed";
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
