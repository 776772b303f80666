import { expect, test } from "vitest";
import {
  type EngineReport,
  type ManifoldReport,
  reportDot,
  reportMermaid,
} from "../../src/index.js";

function reportOf(manifolds: Record<string, Partial<ManifoldReport>>): EngineReport {
  const whole = Object.entries(manifolds).map(([name, some]): [string, ManifoldReport] => [
    name,
    { state: "started", phase: "started", inputs: [], since: 0, ...some },
  ]);
  return { state: "started", manifolds: Object.fromEntries(whole) };
}

test("one that is stopped without an error, or for want of an input, did not fail", () => {
  const looks = reportMermaid(
    reportOf({
      held: { state: "stopped", resting: "held" },
      missing: { state: "stopped", resting: "missing", error: "no" },
      failed: { state: "stopped", error: "no" },
      stopping: { state: "stopping", error: "no" },
    }),
  );
  expect(looks.match(/:::\w+/g)).toEqual([":::stopped", ":::stopped", ":::failed", ":::moving"]);
});

test("an input that is not installed is drawn so, whatever its name", () => {
  const report = reportOf({ a: { inputs: ["constructor", "__proto__"], optional: ["toString"] } });
  for (const name of ["constructor", "__proto__", "toString"]) {
    expect(reportDot(report)).toContain(`${name}\\nnot installed`);
    expect(reportMermaid(report)).toContain(`${name}<br/>not installed`);
  }
});

const AWKWARD = reportOf({ '<a & "b">\\c': {} });

test("what DOT would take for its own is escaped", () => {
  expect(reportDot(AWKWARD)).toContain(
    '  "<a & \\"b\\">\\\\c" [label="<a & \\"b\\">\\\\c\\nstarted"',
  );
});

test("what Mermaid would take for its own is escaped", () => {
  expect(reportMermaid(AWKWARD)).toContain(
    'n0["&lt;a &amp; &quot;b&quot;&gt;\\c<br/>started"]:::started',
  );
});

test("engines whose names differ in a sign have nodes of their own in Mermaid", () => {
  const inside = reportOf({ worker: {}, other: { inputs: ["worker"] } });
  const picture = reportMermaid(reportOf({ "m-1": { report: inside }, m_1: { report: inside } }));
  const nodes = picture.match(/\w+(?=\["[^"]*<br\/>)/g) ?? [];
  expect(nodes).toEqual(["n0", "n0_0", "n0_1", "n1", "n1_0", "n1_1"]);
  expect(picture).toContain("    n0_0 --> n0_1\n");
  expect(picture).toContain("    n1_0 --> n1_1\n");
});

test("a manifold that is named like one inside another engine has a node of its own in DOT", () => {
  const inside = reportOf({ worker: {} });
  const picture = reportDot(
    reportOf({ model: { report: inside }, "model/worker": {}, "model~1worker": {} }),
  );
  expect(picture).toContain('"model/worker" [label="worker');
  expect(picture).toContain('"model~1worker" [label="model/worker');
  expect(picture).toContain('"model~01worker" [label="model~1worker');
});
