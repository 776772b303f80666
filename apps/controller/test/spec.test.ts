import fs from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

const here = import.meta.dirname;
const spec = fs.readFileSync(path.join(here, "../SPEC.md"), "utf8");
const tests = new Map(
  fs
    .readdirSync(here, { encoding: "utf8", recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => [
      path.basename(file, ".test.ts"),
      fs.readFileSync(path.join(here, file), "utf8"),
    ]),
);

/** The last column of each invariant's row: where its proof is. */
const proofs = [...spec.matchAll(/^\| (?<number>[A-Z]\.\d+) .*\| (?<proof>[^|]+)\|$/gmu)].map(
  ({ groups }): [string, string] => [groups?.["number"] ?? "", groups?.["proof"] ?? ""],
);

test.each(proofs)("%s is tied to tests that exist", (_number, proof) => {
  const files = [...proof.matchAll(/`(?<file>[^`]+)`/gu)].map(
    ({ groups }) => groups?.["file"] ?? "",
  );
  const titles = [...proof.matchAll(/"(?<title>[^"]+)"/gu)].map(
    ({ groups }) => groups?.["title"] ?? "",
  );
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !tests.has(file))).toEqual([]);
  const text = files.map((file) => tests.get(file)).join("\n");
  expect(titles.filter((title) => !text.includes(title))).toEqual([]);
});
