import fs from "node:fs";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { breaksBetween } from "../src/api/breaks.ts";
import { majorPackages } from "../src/api/major-packages.ts";
import { compareWithReleased, type CurrentReport, keepAsReleased } from "../src/api/released.ts";
import { apiEntries, reportText } from "../src/api/report.ts";
import { sameNames } from "../src/api/same-names.ts";
import { temporaryFolder } from "../src/temporary-folder.ts";

/** The report of a package with these declaration files. */
function reportOf(files: Readonly<Record<string, string>>): ReturnType<typeof apiEntries> {
  const folder = temporaryFolder("api");
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, code] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), code);
  }
  return apiEntries(new Map([["@acme/lamp", path.join(folder, "index.d.ts")]]));
}

const report = (code: string): string => `// ==== @acme/lamp\n\n${code}\n`;
const breaks = (before: string, after: string): string[] =>
  breaksBetween(report(before), report(after)).map((line) => line.replace("@acme/lamp: ", ""));

test("a report has each export as it is declared, and what it refers to without exporting it", () => {
  const entries = reportOf({
    "index.d.ts": `export { Lamp, type Options as LampOptions } from "./lamp.js";
      export { readFile } from "node:fs";`,
    "lamp.d.ts": `import type { Bulb } from "./bulb.js";
      /** Gives light. */
      export declare class Lamp {
          #private;
          /** Of it. */
          bulb(options: Options): Bulb;
      }
      export interface Options { readonly watts: number }`,
    "bulb.d.ts": `export interface Bulb { readonly socket: Socket }
      type Socket = "E14" | "E27";
      export interface Unused { readonly never: true }`,
  });
  expect(reportText("@acme/lamp", entries))
    .toBe(`// The public API of @acme/lamp. Made by \`npm run api\`.

// ==== @acme/lamp

class Lamp {
          bulb(options: Options): Bulb;
      }

// as LampOptions
interface Options { readonly watts: number }

// from node:fs: readFile

// ---- referred to, and not exported

interface Bulb { readonly socket: Socket }

type Socket = "E14" | "E27";
`);
});

test.each([
  ["an export that is gone", "class Lamp {}", "class Bulb {}", "Lamp is gone, or something else"],
  [
    "a member that is gone",
    "class Lamp { a(): void; b(): void }",
    "class Lamp { a(): void }",
    "Lamp: b is gone",
  ],
  [
    "a member of another type",
    "interface Lamp { a: number }",
    "interface Lamp { a: string }",
    "Lamp: a: number is now a: string",
  ],
  [
    "a member that is asked for now",
    "interface Lamp { a: number }",
    "interface Lamp { a: number; b: number }",
    "Lamp: b: number is asked for now",
  ],
  [
    "a member that must be said now",
    "interface Lamp { a?: number }",
    "interface Lamp { a: number }",
    "Lamp: a?: number is now a: number",
  ],
  [
    "a parameter that is asked for now",
    "declare function light(a: number): void;",
    "declare function light(a: number, b: number): void;",
    "light: b: number is asked for now",
  ],
  [
    "another result",
    "declare function light(a: number): void;",
    "declare function light(a: number): string;",
    "light is declared otherwise: declare function light(): string",
  ],
  [
    "an option of a union that is gone",
    'type Code = "A" | "B";',
    'type Code = "A";',
    'Code: "B" is gone',
  ],
  [
    "an abstract member that a class has now",
    "abstract class Lamp { a(): void }",
    "abstract class Lamp { a(): void; abstract b(): void }",
    "Lamp: abstract b(): void is asked for now",
  ],
  [
    "a value of another type",
    "const a: number;",
    "const a: string;",
    "a is declared otherwise: const a: string;",
  ],
])("%s is a break", (_what, before, after, said) => {
  expect(breaks(before, after)).toContain(said);
});

test.each([
  ["nothing", "class Lamp { a(): void }", "class Lamp { a(): void }"],
  ["another layout", "class Lamp { a(): void }", "class Lamp {\n  a(): void;\n}"],
  ["an export more", "class Lamp {}", "class Lamp {}\nclass Bulb {}"],
  [
    "a member that may be left out",
    "interface Lamp { a: number }",
    "interface Lamp { a: number; b?: number }",
  ],
  ["a member of a class", "class Lamp { a(): void }", "class Lamp { a(): void; b(): void }"],
  [
    "a parameter that may be left out",
    "function light(): void;",
    "function light(a?: number): void;",
  ],
  ["another option of a union", 'type Code = "A" | "B";', 'type Code = "A" | "B" | "C";'],
])("%s breaks nobody", (_what, before, after) => {
  expect(breaks(before, after)).toEqual([]);
});

test("an entry that is gone is a break", () => {
  expect(breaksBetween(report("class Lamp {}"), "")).toEqual(["@acme/lamp is gone"]);
});

test("one name with two meanings is found, and one that comes from one place is none", () => {
  const exported = (
    name: string,
    origin: string,
  ): { name: string; origin: string; text: string } => ({
    name,
    origin,
    text: "",
  });
  const packages = new Map([
    [
      "a",
      [
        {
          entry: "a",
          exports: [exported("One", "a.d.ts#One"), exported("Two", "a.d.ts#Two")],
          inside: [],
        },
      ],
    ],
    [
      "b",
      [
        {
          entry: "b",
          exports: [exported("One", "a#One"), exported("Two", "b.d.ts#Two")],
          inside: [],
        },
      ],
    ],
  ]);
  expect(sameNames(packages, {})).toEqual(["Two has several meanings: in a, b"]);
  expect(sameNames(packages, { Two: "on purpose" })).toEqual([]);
  expect(sameNames(packages, { One: "not needed", Two: "on purpose" })).toEqual([
    "One has one meaning: it needs no exception",
  ]);
});

test("a changeset that says major allows what it says to break", () => {
  const folder = temporaryFolder("changesets");
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.writeFileSync(
    path.join(folder, "a.md"),
    '---\n"@acme/lamp": major\n"@acme/bulb": minor\n---\n\nText.\n',
  );
  expect([...majorPackages(folder)]).toEqual(["@acme/lamp"]);
});

/** A package's report, in a folder of its own. */
function current(name: string, code: string, folder = temporaryFolder("released")): CurrentReport {
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return { name, folder, report: report(code) };
}

test("what breaks a release is a fault, unless the next version is a major", () => {
  const lamp = current("@acme/lamp", "class Lamp {}\nclass Bulb {}");
  keepAsReleased([lamp]);
  const broken = current("@acme/lamp", "class Bulb {}", lamp.folder);
  const { faults, said } = compareWithReleased([broken], new Set());
  expect(faults).toEqual([expect.stringMatching(/Lamp is gone, .*@acme\/lamp breaks.* major$/)]);
  expect(said).toMatch(/^1 of 1 packages/);
  const major = compareWithReleased([broken], new Set(["@acme/lamp"]));
  expect(major.faults).toEqual([]);
  expect(major.said).toContain("1 will be a major, and were not compared");
  expect(compareWithReleased([lamp], new Set()).faults).toEqual([]);
});

test("where nothing is released that is said, and a package that never was is told beside the others", () => {
  const [lamp, bulb] = [
    current("@acme/lamp", "class Lamp {}"),
    current("@acme/bulb", "class B {}"),
  ];
  expect(compareWithReleased([lamp, bulb], new Set())).toEqual({
    faults: [],
    said: "nothing is released yet, so there is nothing that a minor could break: no report was compared",
  });
  keepAsReleased([lamp]);
  expect(compareWithReleased([lamp, bulb], new Set()).said).toContain(
    "1 were never released, and not compared",
  );
});
