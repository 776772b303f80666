// What was public at the last release (`api.released.txt` beside a package's `api.txt`), which a minor may
// add to, and nothing more. A package that was never released has promised nothing yet.
import fs from "node:fs";
import path from "node:path";

import { breaksBetween } from "./breaks.ts";

const RELEASED = "api.released.txt";

/** A package's report as it is now. */
export interface CurrentReport {
  readonly name: string;
  /** The path of the package. */
  readonly folder: string;
  readonly report: string;
}

export interface ReleaseComparison {
  /** A line for each break. */
  readonly faults: readonly string[];
  /** What was compared, and what could not be, in words. */
  readonly said: string;
}

/** Keeps the reports as what is released. */
export function keepAsReleased(reports: readonly CurrentReport[]): void {
  for (const { folder, report } of reports) fs.writeFileSync(path.join(folder, RELEASED), report);
}

/**
 * Compares the reports with what was released.
 *
 * @param major - the packages whose next version is a major, which may break what it says
 */
export function compareWithReleased(
  reports: readonly CurrentReport[],
  major: ReadonlySet<string>,
): ReleaseComparison {
  const released = reports.filter(({ folder }) => fs.existsSync(path.join(folder, RELEASED)));
  const compared = released.filter(({ name }) => !major.has(name));
  const faults = compared.flatMap(({ name, folder, report }) =>
    breaksBetween(fs.readFileSync(path.join(folder, RELEASED), "utf8"), report).map(
      (what) => `${what}: what is released of ${name} breaks, without a changeset that says major`,
    ),
  );
  return { faults, said: saidOf(reports.length, released.length, compared.length) };
}

function saidOf(all: number, released: number, compared: number): string {
  if (released === 0) {
    return "nothing is released yet, so there is nothing that a minor could break: no report was compared";
  }
  const unreleased = all - released;
  const parts = [
    `${compared} of ${all} packages break nothing that is released, or it is told above`,
  ];
  if (unreleased > 0) parts.push(`${unreleased} were never released, and not compared`);
  if (compared < released)
    parts.push(`${released - compared} will be a major, and were not compared`);
  return parts.join("; ");
}
