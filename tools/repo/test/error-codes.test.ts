import { expect, test } from "vitest";

import { codesInReadme } from "../src/error-codes/codes-in-readme.ts";
import { codesInSources } from "../src/error-codes/codes-in-source.ts";
import { errorCodeFaults, errorCodeTable } from "../src/error-codes/error-codes-page.ts";

const ERRORS = `
  export type LampErrorCode = "ERR_DARK" | "ERR_HOT" | WickCode;
  export type WickCode = "ERR_SHORT";
  export class LampError extends Error { readonly code: LampErrorCode; }
  export class HotError extends LampError { constructor() { super({ code: "ERR_HOT" }); } }
  export class BrokenError extends Error { override readonly code = "ERR_BROKEN"; }
  export class Lamp { dim() { throw new LampError({ code: "ERR_DARK" }); } }
`;

test("a code is carried by the class that has it as its own, or else by the one that has its union", () => {
  const { declared } = codesInSources([{ file: "errors.ts", code: ERRORS }]);
  expect(declared).toEqual([
    { code: "ERR_BROKEN", className: "BrokenError" },
    { code: "ERR_DARK", className: "LampError" },
    { code: "ERR_HOT", className: "HotError" },
    { code: "ERR_SHORT", className: undefined },
  ]);
});

test("what a README says of a code is the rest of its row, without class and exit code", () => {
  const readme = [
    "| code | class | means | exit | do |",
    "| --- | --- | --- | --- | --- |",
    "| `ERR_DARK`, `ERR_HOT` | `LampError` | no light \\| heat | 2 | wait |",
    "",
    "| option | means |",
    "| --- | --- |",
    "| `ERR_NOT_ME` | nothing |",
  ].join("\n");
  expect([...codesInReadme(readme)]).toEqual([
    ["ERR_DARK", "no light \\| heat; wait"],
    ["ERR_HOT", "no light \\| heat; wait"],
  ]);
});

test("a code without a row is a fault, and so is a row without its code", () => {
  const lamp = {
    shortName: "lamp",
    folder: "packages/lamp",
    codes: {
      declared: [
        { code: "ERR_DARK", className: "LampError" },
        { code: "ERR_HOT", className: undefined },
      ],
      mentioned: new Set(["ERR_DARK", "ERR_HOT", "ERR_PRINTED"]),
    },
    said: new Map([
      ["ERR_DARK", "light it"],
      ["ERR_PRINTED", "read it"],
      ["ERR_GONE", "forget it"],
    ]),
  };
  expect(errorCodeFaults([lamp])).toEqual([
    "packages/lamp/README.md has no row for ERR_HOT in its table of error codes",
    "packages/lamp/README.md explains ERR_GONE, which its sources do not have",
  ]);
  expect(errorCodeTable([lamp])).toContain("| `ERR_DARK` | lamp | `LampError` | light it |");
});
