import fs from "node:fs";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { checkManifests } from "../src/boundaries/check-manifests.ts";
import { folderImports, relativeImports } from "../src/boundaries/folder-imports.ts";
import { transitiveReduction } from "../src/boundaries/reduce.ts";
import { circlesOf, type Graph } from "../src/boundaries/strong-components.ts";
import { temporaryFolder } from "../src/temporary-folder.ts";

function graph(edges: Readonly<Record<string, string>>): Graph {
  return new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
}

test("a dependency that the plan does not have is a fault, and one that only tests may have is one of the sources", () => {
  const rpc = {
    folder: "packages/rpc",
    shortName: "rpc",
    manifest: {
      name: "@holdfast/rpc",
      dependencies: {
        ws: "8",
        "@holdfast/ports": "1",
        "@holdfast/names": "1",
        "@holdfast/kit": "1",
      },
      devDependencies: { "@holdfast/kit": "1", "@holdfast/connect": "1" },
    },
  };
  expect(checkManifests([rpc], { rpc: { uses: ["ports"], tests: ["kit"] } })).toEqual([
    "rpc must not depend on names",
    "rpc must not depend on kit",
    "rpc's tests must not depend on connect",
  ]);
});

test("a package that the plan does not know is a fault, and so is a line of the plan without a package", () => {
  const lost = { folder: "packages/lost", shortName: "lost", manifest: { name: "@holdfast/lost" } };
  expect(checkManifests([lost], { gone: { uses: [], tests: [] } })).toEqual([
    "gone is in the plan, and no package",
    "packages/lost is not in the plan, tools/repo/src/boundaries/plan.ts",
  ]);
});

test("circles are the nodes that reach each other, and no others", () => {
  expect(circlesOf(graph({ a: "b", b: "cd", c: "a", d: "e", e: "", f: "a" }))).toEqual([
    ["a", "b", "c"],
  ]);
  expect(circlesOf(graph({ a: "b", b: "a", c: "da", d: "c" }))).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(circlesOf(graph({ a: "bc", b: "d", c: "d", d: "" }))).toEqual([]);
});

test("every kind of import counts, types as well, and only the relative ones", () => {
  const code = `
    import type { A } from "./a.js";
    import b, { type B } from "./b.js";
    import "./c.js";
    import fs from "node:fs";
    export * from "./d.js";
    export { type E, e } from "../e.js";
    const f = await import("./f.js");
    // import "./comment.js";
    const text = 'import "./text.js"';
  `;
  expect(relativeImports("x.ts", code).toSorted()).toEqual([
    "../e.js",
    "./a.js",
    "./b.js",
    "./c.js",
    "./d.js",
    "./f.js",
  ]);
});

test("two folders that import from each other are a circle, though no two files are", () => {
  const sources = temporaryFolder("sources");
  onTestFinished(() => fs.rmSync(sources, { recursive: true, force: true }));
  const files = {
    "index.ts": `export * from "./up/one.js"; export * from "./down/one.js";`,
    "up/one.ts": `import type { Two } from "../down/two.js"; export const one: Two = 1;`,
    "up/two.ts": `export type Two = number;`,
    "down/one.ts": `export { type Two } from "../up/two.js";`,
    "down/two.ts": `import "../index.js"; export type Two = number;`,
  };
  for (const [file, code] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(sources, file)), { recursive: true });
    fs.writeFileSync(path.join(sources, file), code);
  }
  expect(circlesOf(folderImports(sources))).toEqual([["down", "up"]]);
});

test("an edge that a longer way makes up for is left out of the picture", () => {
  expect(transitiveReduction(graph({ a: "bcd", b: "c", c: "", d: "c" }))).toEqual(
    graph({ a: "bd", b: "c", c: "", d: "c" }),
  );
});
