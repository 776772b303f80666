// Releases to a registry of our own on loopback, as the workflow does to the real one: every package must
// arrive with where it comes from, and leave the work tree, and its manifest there, as they were.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";

import { root, temporaryFolder } from "./packed.mjs";
import { repositoryHome } from "./repository-home.mjs";

const forge = { GITHUB_SERVER_URL: "https://forge.example", GITHUB_REPOSITORY: "keepers/lamp" };
const home = "https://forge.example/keepers/lamp";

/** A registry that has no package yet and takes every one; `published` are the manifests, by name. */
async function openRegistry() {
  const published = new Map();
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const takes = request.method === "PUT";
      if (takes) {
        const { name, versions } = JSON.parse(Buffer.concat(chunks).toString());
        published.set(name, Object.values(versions)[0]);
      }
      response.writeHead(takes ? 201 : 404, { "content-type": "application/json" });
      response.end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { published, server, host: `127.0.0.1:${server.address().port}` };
}

function workTree() {
  const { stdout } = spawnSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  return stdout + spawnSync("git", ["diff"], { cwd: root, encoding: "utf8" }).stdout;
}

async function release(environment) {
  const child = spawn(process.execPath, ["scripts/release.mjs", "--no-git-tag"], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await once(child, "exit");
  return { status, output: (await said).join("") };
}

/** @returns what is wrong with releasing; each of `packages` is `{name, room}` */
export async function checkRelease(packages) {
  const faults = [];
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
    spawnSync("git", ["init", "--quiet", nowhere]);
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
  for (const { name, room } of packages) {
    const { repository, homepage, bugs } = registry.published.get(name) ?? {};
    const said = JSON.stringify({ repository, homepage, bugs });
    const wanted = JSON.stringify({
      repository: { type: "git", url: `git+${home}.git`, directory: room },
      homepage: `${home}/tree/HEAD/${room}#readme`,
      bugs: { url: `${home}/issues` },
    });
    if (said !== wanted) faults.push(`${room}: published as coming from ${said}`);
  }
  for (const name of registry.published.keys()) {
    if (!packages.some((each) => each.name === name)) faults.push(`${name} was published`);
  }
  if (workTree() !== before) faults.push("the release changed the work tree");
  return faults;
}
