import { expect, test } from "vitest";
import {
  BounceError,
  Engine,
  type EngineReport,
  isEngineReport,
  reportDot,
  reportMermaid,
  reportText,
  resourceName,
  selfManifold,
} from "../../src/index.js";
import { bench, CONFIG, probeOf, turn } from "../support.js";

/** An engine in every state that a manifold can be in, with an engine inside. */
async function scene(): Promise<EngineReport> {
  const { engine, clock, add } = bench({ errorDelay: 3000, random: () => 0.5, patience: 0 });
  add("database");
  const cache = add("cache", { inputs: ["database"], optional: ["metrics"] });
  add('web "ui"', { inputs: ["cache"], startsIn: 60_000 });
  add("mailer", { inputs: ["smtp"] });
  const inner = new Engine({ ...CONFIG, clock });
  engine.install(resourceName("model"), { inputs: [resourceName("database")], start: () => inner });
  const worker = probeOf("worker", {}, clock);
  inner.install(worker.name, worker.manifold);
  await clock.advance(0);
  cache.end(new Error("out of memory: 100%"));
  await clock.advance(1000);
  return engine.report();
}

test("a report says of each manifold how it is, as data", async () => {
  const report = await scene();
  expect(report).toMatchObject({
    state: "started",
    manifolds: {
      database: { state: "started", inputs: [], "start-count": 1, started: "2026-01-02 03:04:05" },
      cache: {
        state: "stopped",
        phase: "waiting",
        inputs: ["database"],
        optional: ["metrics"],
        missing: ["metrics"],
        error: "out of memory: 100%",
        "start-count": 1,
        since: Date.UTC(2026, 0, 2, 3, 4, 5),
        "next-attempt": Date.UTC(2026, 0, 2, 3, 4, 8),
      },
      mailer: {
        state: "stopped",
        resting: "missing",
        "error-code": "ERR_MISSING",
        missing: ["smtp"],
      },
      model: {
        state: "started",
        report: { state: "started", manifolds: { worker: { state: "started" } } },
      },
    },
  });
  expect(report.manifolds["cache"]).not.toHaveProperty("started");
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(isEngineReport(report)).toBe(true);
  expect([null, {}, { manifolds: null }, { manifolds: {} }].map(isEngineReport)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("as text it has Juju's keys in Juju's shape", async () => {
  const { engine, add } = bench();
  const agent = add("agent", { manifold: {} });
  add("api-caller", { inputs: ["agent"] });
  await engine.settled();
  agent.end(new BounceError());
  await turn();
  await engine.settled();
  expect(reportText(engine.report())).toBe(`manifolds:
  agent:
    inputs: []
    optional: []
    start-count: 2
    started: "2026-01-02 03:04:05"
    state: started
  api-caller:
    inputs:
      - agent
    optional: []
    start-count: 2
    started: "2026-01-02 03:04:05"
    state: started
state: started
`);
});

test("text quotes what YAML would take for something else, and nests engines and lists", () => {
  const report: EngineReport = {
    state: "stopped",
    error: "no: way",
    manifolds: {
      "b b": {
        state: "stopped",
        phase: "waiting",
        inputs: ["true", "a", "null"],
        since: 0,
        error: "it's # 5\n",
        missing: [],
      },
      a: {
        state: "started",
        phase: "started",
        inputs: [],
        since: 0,
        report: {
          servers: [["10.0.0.1:17070"], ["[::1]:1"]],
          up: true,
          none: null,
          pairs: [{ a: 1, b: {} }],
        },
      },
      c: {
        state: "started",
        phase: "started",
        inputs: [],
        since: 0,
        report: { state: "started", manifolds: {} },
      },
    },
  };
  expect(reportText(report)).toBe(`error: "no: way"
manifolds:
  a:
    inputs: []
    state: started
    report:
      servers:
        - - "10.0.0.1:17070"
        - - "[::1]:1"
      up: true
      none: null
      pairs:
        - a: 1
          b: {}
  b b:
    error: "it's # 5\\n"
    inputs:
      - "true"
      - a
      - "null"
    missing: []
    state: stopped
  c:
    inputs: []
    state: started
    report:
      manifolds: {}
      state: started
state: stopped
`);
});

test("text says null where a value cannot be written, and sorts what it can", () => {
  const own = { of: [Infinity, undefined], when: new Date(0), lists: [{ a: 1, b: [2, []] }] };
  const report: EngineReport = {
    state: "started",
    manifolds: {
      b: { state: "started", phase: "started", inputs: [], since: 0 },
      a: {
        state: "started",
        phase: "started",
        inputs: [],
        since: 0,
        report: own,
        error: "no",
        abandoned: 1,
      },
    },
  };
  expect(reportText(report)).toBe(`manifolds:
  a:
    abandoned: 1
    error: "no"
    inputs: []
    state: started
    report:
      of:
        - null
        - null
      when: "1970-01-01T00:00:00.000Z"
      lists:
        - a: 1
          b:
            - 2
            - []
  b:
    inputs: []
    state: started
state: started
`);
});

test("as DOT every manifold is a box, every input an arrow, and an engine inside a cluster", async () => {
  expect(reportDot(await scene())).toBe(`digraph engine {
  node [shape=box, style="rounded,filled"];
  "database" [label="database\\nstarted 1x", fillcolor="#c8e6c9"];
  "cache" [label="cache\\nstopped 1x\\nout of memory: 100%", fillcolor="#ffcdd2"];
  "web \\"ui\\"" [label="web \\"ui\\"\\nstarting", fillcolor="#fff9c4"];
  "mailer" [label="mailer\\nmissing\\n\\"smtp\\" not running: dependency not available", fillcolor="#eeeeee"];
  subgraph "cluster model" {
    "model" [label="model\\nstarted 1x", fillcolor="#c8e6c9"];
    "model/worker" [label="worker\\nstarted 1x", fillcolor="#c8e6c9"];
  }
  "metrics" [label="metrics\\nnot installed", fillcolor="#ffffff"];
  "smtp" [label="smtp\\nnot installed", fillcolor="#ffffff"];
  "database" -> "cache";
  "metrics" -> "cache" [style=dashed];
  "cache" -> "web \\"ui\\"";
  "smtp" -> "mailer";
  "database" -> "model";
}
`);
});

test("as Mermaid every manifold is a node, every input an arrow, and an engine inside a subgraph", async () => {
  expect(reportMermaid(await scene())).toBe(`flowchart TD
  n0["database<br/>started 1x"]:::started
  n1["cache<br/>stopped 1x<br/>out of memory: 100%"]:::failed
  n2["web &quot;ui&quot;<br/>starting"]:::moving
  n3["mailer<br/>missing<br/>&quot;smtp&quot; not running: dependency not available"]:::stopped
  subgraph n4s["model"]
    n4["model<br/>started 1x"]:::started
    n4_0["worker<br/>started 1x"]:::started
  end
  n5["metrics<br/>not installed"]:::absent
  n6["smtp<br/>not installed"]:::absent
  n0 --> n1
  n5 -.-> n1
  n1 --> n2
  n6 --> n3
  n0 --> n4
  classDef started fill:#c8e6c9
  classDef moving fill:#fff9c4
  classDef stopped fill:#eeeeee
  classDef failed fill:#ffcdd2
  classDef absent fill:#ffffff
`);
});

test("an engine that was installed in itself lets workers install others and report", async () => {
  const { engine, add } = bench();
  const self = resourceName<Pick<Engine, "install" | "report">>("engine");
  engine.install(self, selfManifold(engine));
  const made = bench();
  add("installer", {
    inputs: ["engine"],
    onStart: ({ get }) => {
      const access = get(self);
      const probe = probeOf("made", {}, made.clock);
      if (!("made" in access.report().manifolds)) access.install(probe.name, probe.manifold);
    },
  });
  await engine.settled();
  expect(engine.report().manifolds["made"]?.state).toBe("started");
  engine.kill();
  await engine.wait();
  expect(engine.report().state).toBe("stopped");
});

test("an engine that fails inside another is a worker that failed", async () => {
  const { engine, clock, add } = bench();
  const fatal = new Error("model removed");
  let inner: Engine | undefined;
  let made = 0;
  engine.install(resourceName("model"), {
    inputs: [],
    start: () => {
      made += 1;
      inner = new Engine({ ...CONFIG, clock, isFatal: (error) => error === fatal });
      return inner;
    },
  });
  const outside = add("outside", { inputs: ["model"], copes: true, manifold: {} });
  await engine.settled().catch(() => undefined);
  inner?.install(resourceName("dies"), { inputs: [], start: () => Promise.reject(fatal) });
  await turn();
  await engine.settled();
  expect(made).toBe(2);
  expect(outside.calls).toBeGreaterThan(0);
});
