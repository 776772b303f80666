import { describe, expect, test } from "vitest";

import {
  type HarnessReport,
  type ProofOptions,
  holds,
  isComplete,
  proveFileSystems,
  proveHistories,
  provePowerCuts,
  proveSystemCalls,
  summary,
} from "../src/index.js";

const some: ProofOptions = {
  share: "some",
  progress: () => undefined,
  signal: new AbortController().signal,
};

/** What went wrong, if anything did, for the message of a test that fails. */
function failures({ lockOuts, controls }: HarnessReport): string[] {
  const missed = controls.filter(({ found }) => found === undefined);
  return [...lockOuts, ...missed.map(({ name }) => `not found out: ${name}`)];
}

describe("a share of the proof", () => {
  test("the first histories end in no lock-out, and flawed agents are found out", async () => {
    const report = await proveHistories(some);
    expect(failures(report)).toEqual([]);
    expect(report.crashPoints).toBeGreaterThan(5000);
    expect(report.controls.length).toBeGreaterThan(4);
  });

  test("no legal disk after a power cut locks an agent out, and flawed writers are found out", async () => {
    const report = await provePowerCuts(some);
    expect(failures(report)).toEqual([]);
    expect(report.crashPoints).toBeGreaterThan(300);
  });

  test("the real agent survives a kill and a full disk at a system call, or says why it was not tried", async () => {
    const report = await proveSystemCalls(some);
    expect(failures(report)).toEqual([]);
    expect(report.crashPoints + report.skipped.length).toBeGreaterThan(0);
  }, 120_000);

  test("an agent connects from a real file system after a power cut, or says why it was not tried", async () => {
    const report = await proveFileSystems(some);
    expect(failures(report)).toEqual([]);
    expect(report.crashPoints + report.skipped.length).toBeGreaterThan(0);
  }, 120_000);
});

describe("the summary", () => {
  const report: HarnessReport = {
    title: "A harness",
    scope: "All of it.",
    crashPoints: 1234,
    lockOuts: [],
    tables: [],
    controls: [{ name: "a flaw", found: "at once" }],
    skipped: ["xfs: mkfs.xfs is not installed"],
  };

  test("counts what was tried and what was skipped", () => {
    expect(summary([report])).toContain("| A harness | 1,234 | 0 | 1 of 1 | 1 | holds |");
  });

  test("is of a whole proof only where nothing was skipped", () => {
    expect(isComplete([{ ...report, skipped: [] }])).toBe(true);
    expect(isComplete([{ ...report, skipped: [] }, report])).toBe(false);
  });

  test("fails for a lock-out, and for a flaw that was not found out", () => {
    const blind = { ...report, controls: [{ name: "a flaw", found: undefined }] };
    expect([report, { ...report, lockOuts: ["lost"] }, blind].map(holds)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
