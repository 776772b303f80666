// Releases to a registry of our own on loopback, as the workflow's jobs do to the real one: one packs, the
// other publishes what it packed. Every package must arrive with where it comes from, once, and leave the
// work tree, and its manifest there, as they were.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";

import { listenOnLoopback } from "../listen-on-loopback.ts";
import { capture } from "../run-command.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Package, root } from "../workspace.ts";
import { type ProvenanceFields, repositoryHome } from "./repository-home.ts";

const forge = { GITHUB_SERVER_URL: "https://forge.example", GITHUB_REPOSITORY: "keepers/lamp" };
const home = "https://forge.example/keepers/lamp";

interface Registry {
  /** The manifests, by name. */
  readonly published: ReadonlyMap<string, ProvenanceFields>;
  /** Those that were published when they were there already. */
  readonly again: readonly string[];
  readonly server: http.Server;
  readonly host: string;
}

/** A registry that has no package yet and takes every one, once. */
async function openRegistry(): Promise<Registry> {
  const published = new Map<string, ProvenanceFields>();
  const again: string[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const takes = request.method === "PUT";
      const name = decodeURIComponent((request.url ?? "").slice(1));
      const manifest = published.get(name);
      const answer = manifest === undefined ? {} : documentOf(name, manifest);
      if (takes) {
        const body: { name: string; versions: Record<string, ProvenanceFields> } = JSON.parse(
          Buffer.concat(chunks).toString(),
        );
        if (published.has(body.name)) again.push(body.name);
        for (const each of Object.values(body.versions)) published.set(body.name, each);
      }
      const status = takes ? 201 : manifest === undefined ? 404 : 200;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(takes ? {} : answer));
    });
  });
  return { published, again, server, host: await listenOnLoopback(server) };
}

function documentOf(name: string, manifest: ProvenanceFields): object {
  const version = String(Reflect.get(manifest, "version"));
  return { name, "dist-tags": { latest: version }, versions: { [version]: manifest } };
}

function workTree(): string {
  return capture("git", ["status", "--porcelain"]).stdout + capture("git", ["diff"]).stdout;
}

async function run(
  script: string,
  argument: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [path.join(root, script), argument], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  await once(child, "exit");
  return { status: child.exitCode, output: (await said).join("") };
}

const PACK = "tools/repo/src/commands/release.ts";
const PUBLISH = "scripts/publish.mjs";

/** @returns what is wrong with releasing these packages */
export async function checkRelease(packages: readonly Package[]): Promise<string[]> {
  const faults: string[] = [];
  if (repositoryHome(forge, () => "elsewhere") !== home) faults.push("the workflow does not say");

  const before = workTree();
  const registry = await openRegistry();
  const folder = temporaryFolder("release");
  const userconfig = path.join(folder, "npmrc");
  fs.writeFileSync(userconfig, `//${registry.host}/:_authToken=none\n`);
  const packing = { GITHUB_SERVER_URL: "", GITHUB_REPOSITORY: "" };
  const publishing = {
    NPM_CONFIG_REGISTRY: `http://${registry.host}/`,
    NPM_CONFIG_USERCONFIG: userconfig,
    NPM_CONFIG_CACHE: path.join(folder, "cache"),
  };
  const packed = path.join(folder, "packed");
  try {
    // Without a home: a repository without remotes.
    const nowhere = path.join(folder, "nowhere");
    capture("git", ["init", "--quiet", nowhere]);
    const homeless = { ...packing, GIT_DIR: path.join(nowhere, ".git") };
    const refused = await run(PACK, packed, homeless);
    if (refused.status !== 2 || !/nothing says where/.test(refused.output))
      faults.push(`a release from nowhere ended with ${refused.status}:\n${refused.output}`);
    if (fs.existsSync(packed)) faults.push("a release from nowhere packed something");

    const { status, output } = await run(PACK, packed, { ...packing, ...forge });
    if (status !== 0) faults.push(`packing the release ended with ${status}:\n${output}`);
    faults.push(...sbomFaults(path.join(packed, "holdfast.cdx.json"), packages));
    const repeated = path.join(folder, "once-more");
    fs.mkdirSync(repeated);
    const [one = ""] = fs.readdirSync(packed).filter((name) => name.endsWith(".tgz"));
    fs.copyFileSync(path.join(packed, one), path.join(repeated, one));
    for (const each of [packed, repeated]) {
      const { status: ended, output: said } = await run(PUBLISH, each, publishing);
      if (ended !== 0) faults.push(`publishing the release ended with ${ended}:\n${said}`);
    }
  } finally {
    registry.server.close();
    registry.server.closeAllConnections();
  }
  if (registry.again.length > 0) faults.push(`published twice: ${registry.again.join(", ")}`);
  for (const { name, folder: directory } of packages) {
    const { repository, homepage, bugs } =
      registry.published.get(name) ?? ({} as Partial<ProvenanceFields>);
    const said = JSON.stringify({ repository, homepage, bugs });
    const wanted = JSON.stringify({
      repository: { type: "git", url: `git+${home}.git`, directory },
      homepage: `${home}/tree/HEAD/${directory}#readme`,
      bugs: { url: `${home}/issues` },
    });
    if (said !== wanted) faults.push(`${directory}: published as coming from ${said}`);
  }
  for (const name of registry.published.keys()) {
    if (!packages.some((each) => each.name === name)) faults.push(`${name} was published`);
  }
  if (workTree() !== before) faults.push("the release changed the work tree");
  return faults;
}

/** What the list of what a release is made of lacks of what our packages depend on, each other included. */
function sbomFaults(file: string, packages: readonly Package[]): string[] {
  const sbom: {
    readonly bomFormat?: string;
    readonly components?: readonly { readonly purl?: string }[];
  } = JSON.parse(fs.readFileSync(file, "utf8"));
  const purls = (sbom.components ?? []).map(({ purl = "" }) => decodeURIComponent(purl));
  const named = new Set(
    packages.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {})),
  );
  const missing = [...named].filter(
    (name) => !purls.some((purl) => purl.startsWith(`pkg:npm/${name}@`)),
  );
  const faults = missing.map((name) => `the SBOM lacks ${name}`);
  return sbom.bomFormat === "CycloneDX" ? faults : [...faults, "the SBOM is no CycloneDX"];
}
