// Who may depend on whom: the plan of the house, held against every package.json. `uses` are
// dependencies, `tests` the further ones that only tests may have. That each import is declared at
// all, and stays in its package, is then `turbo boundaries`' to check.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const scope = "@holdfast/";
const plan = {
  ports: { uses: [], tests: [] },
  names: { uses: [], tests: [] },
  // Of Node's own modules alone; each serves two packages that must not depend on each other.
  certificates: { uses: [], tests: [] },
  "file-lock": { uses: [], tests: [] },
  // For tests alone, and not published.
  "juju-schema": { uses: [], tests: [] },
  "dependency-engine": { uses: ["ports"], tests: [] },
  rpc: { uses: ["ports"], tests: [] },
  facades: { uses: ["names"], tests: ["juju-schema"] },
  "api-open": {
    uses: ["facades", "names", "ports", "rpc"],
    tests: ["certificates", "fault-proxy"],
  },
  "agent-config": { uses: ["file-lock", "names", "ports"], tests: [] },
  connect: { uses: ["agent-config", "api-open", "facades", "names", "ports"], tests: [] },
  "connect-only": { uses: ["connect"], tests: ["connect-testkit"] },
  "connect-scary": { uses: ["connect"], tests: ["connect-testkit"] },
  "fault-proxy": { uses: ["ports"], tests: [] },
  "connect-testkit": {
    uses: [
      "agent-config",
      "api-open",
      "certificates",
      "connect",
      "facades",
      "fault-proxy",
      "names",
      "ports",
      "rpc",
    ],
    tests: [],
  },
  // Its tests build and run what it makes, and the examples, against these.
  "create-holdfast-connect": { uses: [], tests: ["connect", "connect-testkit", "controller"] },
  "agent-manifold": {
    uses: ["agent-config", "api-open", "connect", "dependency-engine", "facades", "names", "ports"],
    tests: ["connect-only", "connect-scary"],
  },
  workers: {
    uses: [
      "agent-config",
      "agent-manifold",
      "api-open",
      "dependency-engine",
      "facades",
      "names",
      "ports",
    ],
    tests: [],
  },
  "agent-runtime": {
    uses: [
      "agent-config",
      "agent-manifold",
      "api-open",
      "command-line",
      "connect",
      "dependency-engine",
      "introspection",
      "names",
      "ports",
      "workers",
    ],
    tests: [],
  },
  introspection: { uses: ["dependency-engine", "names", "ports"], tests: [] },
  "command-line": { uses: ["names", "ports"], tests: [] },
  controller: {
    uses: ["certificates", "command-line", "facades", "file-lock", "names", "ports", "rpc"],
    tests: ["api-open", "juju-schema"],
  },
  "machine-agent": {
    uses: [
      "agent-config",
      "agent-manifold",
      "agent-runtime",
      "api-open",
      "command-line",
      "connect",
      "connect-only",
      "connect-scary",
      "dependency-engine",
      "facades",
      "introspection",
      "names",
      "ports",
    ],
    tests: ["controller"],
  },
  "model-agent": {
    uses: [
      "agent-config",
      "agent-manifold",
      "agent-runtime",
      "api-open",
      "command-line",
      "connect",
      "connect-only",
      "connect-scary",
      "dependency-engine",
      "facades",
      "introspection",
      "names",
      "ports",
      "workers",
    ],
    tests: ["controller"],
  },
  prove: {
    uses: [
      "agent-config",
      "api-open",
      "connect",
      "connect-scary",
      "controller",
      "machine-agent",
      "names",
      "ports",
    ],
    tests: [],
  },
  "one-machine": {
    uses: [
      "command-line",
      "controller",
      "dependency-engine",
      "introspection",
      "machine-agent",
      "model-agent",
      "ports",
    ],
    tests: [],
  },
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const faults = [];

function ours(dependencies = {}) {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length));
}

for (const floor of ["packages", "apps"]) {
  for (const room of fs.readdirSync(path.join(root, floor))) {
    const file = path.join(root, floor, room, "package.json");
    if (!fs.existsSync(file)) continue;
    const manifest = JSON.parse(fs.readFileSync(file, "utf8"));
    const allowed = plan[room];
    if (allowed === undefined) {
      faults.push(`${floor}/${room} is not in the plan of scripts/check-boundaries.mjs`);
      continue;
    }
    for (const name of ours(manifest.dependencies)) {
      if (!allowed.uses.includes(name)) faults.push(`${room} must not depend on ${name}`);
    }
    for (const name of ours(manifest.devDependencies)) {
      if (!allowed.uses.includes(name) && !allowed.tests.includes(name)) {
        faults.push(`${room}'s tests must not depend on ${name}`);
      }
    }
  }
}

for (const fault of faults) console.error(`boundaries: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(`boundaries: ${Object.keys(plan).length} rooms as planned`);
const { status, error } = spawnSync("turbo", ["boundaries"], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (error) throw error;
process.exitCode = status ?? 1;
