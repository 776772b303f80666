// Who may depend on whom: the plan of the packages, which `check-manifests.ts` holds every package.json
// against, and which the picture in the docs is drawn from. The key is a package's folder.

export interface AllowedDependencies {
  /** The packages that its sources may import. */
  readonly uses: readonly string[];
  /** The further packages that only its tests may import. */
  readonly tests: readonly string[];
}

export const plan: Readonly<Record<string, AllowedDependencies>> = {
  ports: { uses: [], tests: [] },
  names: { uses: [], tests: [] },
  // Of Node's own modules alone; each serves two packages that must not depend on each other.
  certificates: { uses: [], tests: [] },
  "file-lock": { uses: [], tests: [] },
  // For tests alone, and not published.
  "juju-schema": { uses: [], tests: [] },
  "dependency-engine": { uses: ["ports"], tests: [] },
  rpc: { uses: ["ports"], tests: ["program-testkit"] },
  facades: { uses: ["names"], tests: ["juju-schema"] },
  "api-open": {
    uses: ["facades", "names", "ports", "rpc"],
    tests: ["certificates", "fault-proxy", "program-testkit"],
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
  "create-holdfast-connect": {
    uses: ["file-lock"],
    tests: ["connect", "connect-testkit", "controller"],
  },
  // Its tests build and run what it makes.
  "create-holdfast-workers": { uses: ["create-holdfast-connect"], tests: ["workers"] },
  "agent-manifold": {
    uses: ["agent-config", "api-open", "connect", "dependency-engine", "facades", "names", "ports"],
    tests: ["connect-only", "connect-scary", "connect-testkit"],
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
      "file-lock",
      "introspection",
      "names",
      "ports",
      "workers",
    ],
    tests: ["program-testkit"],
  },
  introspection: { uses: ["dependency-engine", "names", "ports"], tests: [] },
  "command-line": { uses: ["names", "ports"], tests: [] },
  // Private: runs the programs from their sources in tests.
  "postgres-testkit": { uses: [], tests: [] },
  "program-testkit": { uses: ["command-line", "ports"], tests: [] },
  controller: {
    uses: ["certificates", "command-line", "facades", "file-lock", "names", "ports", "rpc"],
    tests: [
      "api-open",
      "fault-proxy",
      "introspection",
      "juju-schema",
      "postgres-testkit",
      "program-testkit",
    ],
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
    tests: ["controller", "program-testkit"],
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
    tests: ["controller", "program-testkit"],
  },
  prove: {
    uses: [
      "agent-config",
      "agent-manifold",
      "agent-runtime",
      "api-open",
      "command-line",
      "connect",
      "connect-scary",
      "controller",
      "dependency-engine",
      "fault-proxy",
      "introspection",
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
      "file-lock",
      "introspection",
      "machine-agent",
      "model-agent",
      "ports",
    ],
    tests: [],
  },
  repo: { uses: [], tests: ["introspection"] },
};
