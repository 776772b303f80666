/** What one harness has shown. */
export interface HarnessReport {
  readonly title: string;
  /** What was covered, and how far, in a sentence or two. */
  readonly scope: string;
  /** Distinct moments at which something went wrong. */
  readonly crashPoints: number;
  /** Those after which the agent was locked out: none, or the proof has failed. */
  readonly lockOuts: readonly string[];
  readonly tables: readonly Table[];
  readonly controls: readonly Control[];
  /** What could not be tried on this machine, and why. */
  readonly skipped: readonly string[];
}

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Something with one thing wrong, which the harness must find out. */
export interface Control {
  readonly name: string;
  /** How it was found out; undefined where it was not, which fails the proof. */
  readonly found: string | undefined;
}

/** How much is run: all, or the share that fits among the tests. */
export type Share = "all" | "some";

/** How a harness is run. */
export interface ProofOptions {
  readonly share: Share;
  /** Told what is being done. */
  readonly progress: (what: string) => void;
  /** Ends the harness early: it tidies up and rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Whether a harness has shown what it was to show. */
export function holds({ lockOuts, controls }: HarnessReport): boolean {
  return lockOuts.length === 0 && controls.every(({ found }) => found !== undefined);
}

/** Whether all harnesses ran to their end, with nothing skipped: only then is the page kept. */
export function isComplete(reports: readonly HarnessReport[]): boolean {
  return reports.every(({ skipped }) => skipped.length === 0);
}

/** Rows of counts, from counts by row and column. */
export function matrix(
  caption: string,
  corner: string,
  counts: ReadonlyMap<readonly [string, string], number>,
): Table {
  const columns = [...new Set([...counts.keys()].map(([, column]) => column))];
  const rows = new Map<string, Map<string, number>>();
  for (const [[row, column], count] of counts) {
    const cells = rows.get(row) ?? new Map<string, number>();
    cells.set(column, (cells.get(column) ?? 0) + count);
    rows.set(row, cells);
  }
  return {
    caption,
    head: [corner, ...columns],
    rows: [...rows].map(([row, cells]) => [
      row,
      ...columns.map((column) => cells.get(column) ?? ""),
    ]),
  };
}
