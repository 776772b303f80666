// The packages of this repository, as pnpm-workspace.yaml lists them, read from their manifests. A folder
// with a workspace of its own (tools/docs) is none of them.
import fs from "node:fs";
import path from "node:path";

/** The root of the repository. */
export const root: string = path.resolve(import.meta.dirname, "../../..");

type ManifestExports = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What the commands read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly license?: string;
  readonly description?: string;
  readonly files?: readonly string[];
  readonly engines?: { readonly node?: string };
  readonly exports?: ManifestExports;
  readonly publishConfig?: { readonly access?: string; readonly exports?: ManifestExports };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  /** As in the manifest: `@holdfast/rpc`. */
  readonly name: string;
  /** From the root, with slashes: `packages/rpc`. */
  readonly folder: string;
  /** The last part of the folder: `rpc`. */
  readonly shortName: string;
  readonly manifest: Manifest;
}

const GROUPS = ["packages", "apps", "tools"];

export function readManifest(folder: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(root, folder, "package.json"), "utf8"));
}

/** Every package below packages/, apps/ and tools/, each group by name. */
export function workspacePackages(): Package[] {
  return GROUPS.flatMap((group) =>
    fs
      .readdirSync(path.join(root, group))
      .toSorted()
      .filter((shortName) => isMember(path.join(root, group, shortName)))
      .map((shortName) => {
        const folder = `${group}/${shortName}`;
        const manifest = readManifest(folder);
        return { name: manifest.name, folder, shortName, manifest };
      }),
  );
}

function isMember(folder: string): boolean {
  return (
    fs.existsSync(path.join(folder, "package.json")) &&
    !fs.existsSync(path.join(folder, "pnpm-workspace.yaml"))
  );
}

/** The packages that are published. */
export function publishedPackages(): Package[] {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}
