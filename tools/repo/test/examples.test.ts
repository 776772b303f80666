import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { expect, onTestFinished, test } from "vitest";

import { docstringFences, fences } from "../src/examples/find-examples.ts";
import { leastVersion } from "../src/examples/oldest-node.ts";
import { unreadable } from "../src/examples/unreadable.ts";
import { temporaryFolder } from "../src/temporary-folder.ts";

test("the oldest Node is the least that the engines allow", () => {
  expect(leastVersion("^22.18.0 || ^24.11.0 || >=26.0.0")).toBe("22.18.0");
  expect(leastVersion("^24.11.0 || ^22.18.0")).toBe("22.18.0");
});

test("an example that a Node cannot read is told, with why, and one that it can is not", () => {
  const folder = temporaryFolder("unreadable");
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, code: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, code);
    return file;
  };
  const good = write(
    "good.ts",
    "const text: string = await Promise.resolve('');\nexport { text };\n",
  );
  // Of no Node at all, in the place of what is only newer than the oldest.
  const bad = write("bad.ts", "await soon client = await open();\n");
  const found = unreadable(process.execPath, [good, bad]);
  expect([...found.keys()]).toEqual([bad]);
  expect(found.get(bad)).not.toBe("");
});

test("every fence of a page and of a docstring is an example, with its line and its mark", () => {
  const page =
    "# Title\n\n```ts run\nrun();\n```\n\n```ts fragment\npart();\n```\n\n```sh\nls\n```\n";
  expect(fences("page.md", page)).toMatchObject([
    { where: "page.md:3", code: "run();\n", mark: "run" },
    { where: "page.md:7", code: "part();\n", mark: "fragment" },
  ]);
  const source = "const a = 1;\n/**\n * Text.\n *\n * ```ts\n * b();\n * ```\n */\n";
  expect(docstringFences("a.ts", source)).toMatchObject([
    { where: "a.ts:5", code: "b();\n", mark: undefined },
  ]);
});
