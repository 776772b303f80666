// The page of all error codes: which there are is read from the sources, what to do about each from the
// README of its package. A code without the one, or a row without the other, is a fault.
import fs from "node:fs";
import path from "node:path";

import { type Package, root } from "../workspace.ts";
import { codesInReadme } from "./codes-in-readme.ts";
import { codesInSources, type SourceCodes } from "./codes-in-source.ts";

export interface PackageCodes {
  /** `rpc` */
  readonly shortName: string;
  readonly folder: string;
  readonly codes: SourceCodes;
  readonly said: ReadonlyMap<string, string>;
}

/** Reads the codes of those packages that have any. */
export function readPackageCodes(packages: readonly Package[]): PackageCodes[] {
  return packages.flatMap(({ shortName, folder }) => {
    const sources = path.join(root, folder, "src");
    const readme = path.join(root, folder, "README.md");
    if (!fs.existsSync(sources) || !fs.existsSync(readme)) return [];
    const codes = codesInSources(
      fs
        .readdirSync(sources, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .toSorted()
        .map((file) => ({ file, code: fs.readFileSync(path.join(sources, file), "utf8") })),
    );
    const said = codesInReadme(fs.readFileSync(readme, "utf8"));
    return codes.declared.length === 0 ? [] : [{ shortName, folder, codes, said }];
  });
}

/** A line for each code that its README does not explain, and each that is explained and gone. */
export function errorCodeFaults(packages: readonly PackageCodes[]): string[] {
  return packages.flatMap(({ folder, codes, said }) => [
    ...codes.declared
      .filter(({ code }) => !said.has(code))
      .map(({ code }) => `${folder}/README.md has no row for ${code} in its table of error codes`),
    ...[...said.keys()]
      .filter((code) => !codes.mentioned.has(code))
      .map((code) => `${folder}/README.md explains ${code}, which its sources do not have`),
  ]);
}

/** The table of all codes, by code: what is declared, and what is only printed but explained. */
export function errorCodeTable(packages: readonly PackageCodes[]): string {
  const rows = packages.flatMap(({ shortName, codes, said }) => {
    const classes = new Map(codes.declared.map(({ code, className }) => [code, className]));
    return [...new Set([...classes.keys(), ...said.keys()])].map((code) => {
      const className = classes.get(code);
      return [
        `\`${code}\``,
        shortName,
        className === undefined ? "" : `\`${className}\``,
        said.get(code) ?? "",
      ];
    });
  });
  return [
    "| code | package | class | what it means, what to do |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`).toSorted(),
  ].join("\n");
}
