// Releases to a registry of our own on loopback, as the workflow does to the real one: every package must
// arrive with where it comes from, and leave the work tree, and its manifest there, as they were.
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
  readonly server: http.Server;
  readonly host: string;
}

/** A registry that has no package yet and takes every one. */
async function openRegistry(): Promise<Registry> {
  const published = new Map<string, ProvenanceFields>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const takes = request.method === "PUT";
      if (takes) {
        const body: { name: string; versions: Record<string, ProvenanceFields> } = JSON.parse(
          Buffer.concat(chunks).toString(),
        );
        for (const manifest of Object.values(body.versions)) published.set(body.name, manifest);
      }
      response.writeHead(takes ? 201 : 404, { "content-type": "application/json" });
      response.end("{}");
    });
  });
  return { published, server, host: await listenOnLoopback(server) };
}

function workTree(): string {
  return capture("git", ["status", "--porcelain"]).stdout + capture("git", ["diff"]).stdout;
}

async function release(
  environment: NodeJS.ProcessEnv,
): Promise<{ status: number | null; output: string }> {
  const command = path.join(import.meta.dirname, "../commands/release.ts");
  const child = spawn(process.execPath, [command, "--no-git-tag"], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  await once(child, "exit");
  return { status: child.exitCode, output: (await said).join("") };
}

/** @returns what is wrong with releasing these packages */
export async function checkRelease(packages: readonly Package[]): Promise<string[]> {
  const faults: string[] = [];
  if (repositoryHome(forge, () => "elsewhere") !== home) faults.push("the workflow does not say");

  const before = workTree();
  const registry = await openRegistry();
  const folder = temporaryFolder("release");
  const userconfig = path.join(folder, "npmrc");
  fs.writeFileSync(userconfig, `//${registry.host}/:_authToken=none\n`);
  const environment = {
    PNPM_CONFIG_REGISTRY: `http://${registry.host}/`,
    PNPM_CONFIG_USERCONFIG: userconfig,
    GITHUB_SERVER_URL: "",
    GITHUB_REPOSITORY: "",
  };
  try {
    // Without a home: a repository without remotes.
    const nowhere = path.join(folder, "nowhere");
    capture("git", ["init", "--quiet", nowhere]);
    const refused = await release({ ...environment, GIT_DIR: path.join(nowhere, ".git") });
    if (refused.status !== 2 || !/nothing says where/.test(refused.output))
      faults.push(`a release from nowhere ended with ${refused.status}:\n${refused.output}`);
    if (registry.published.size > 0) faults.push("a release from nowhere published something");

    const { status, output } = await release({ ...environment, ...forge });
    if (status !== 0) faults.push(`the release ended with ${status}:\n${output}`);
  } finally {
    registry.server.close();
    registry.server.closeAllConnections();
  }
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
