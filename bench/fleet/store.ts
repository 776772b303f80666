// What the controllers' stores do: commits and looks at what others committed, by one controller and by three,
// each a process of its own, on SQLite and on PostgreSQL.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { findPrograms, PostgresServer } from "@holdfast/postgres-testkit";

import { quantile } from "../transport/quantile.js";

/** What a process is asked to do at once with the others, for so many ms. */
export interface StoreJob {
  readonly work: "commit" | "fresh";
  readonly inFlight: number;
  readonly duration: number;
}

/** What it did: ms that each took. */
export interface StoreFigures {
  readonly took: readonly number[];
}

/** Where a process opens its store. */
export interface StorePlace {
  readonly dataDir: string;
  readonly store: string | undefined;
}

const DURATION = 3000;
const JOBS: readonly StoreJob[] = [
  { work: "commit", inFlight: 1, duration: DURATION },
  { work: "commit", inFlight: 64, duration: DURATION },
  { work: "fresh", inFlight: 1, duration: DURATION },
  { work: "fresh", inFlight: 64, duration: DURATION },
];

/** Prints a table. */
export async function measureStores(): Promise<void> {
  console.log("| store | controllers | work | in flight each | a second | ms, p50 | ms, p95 |");
  console.log("| ----- | ----------- | ---- | -------------- | -------- | ------- | ------- |");
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-bench-"));
  try {
    await measure("SQLite", 1, { dataDir, store: undefined });
    const programs = findPrograms();
    if (programs.kind === "missing") {
      console.log(`PostgreSQL: ${programs.reason}`);
      return;
    }
    // As it is installed: what it acknowledges is on the disk.
    await using server = await PostgresServer.start({ settings: { fsync: "on" } });
    for (const controllers of [1, 3]) {
      await measure("PostgreSQL", controllers, { dataDir, store: await server.freshDatabase() });
    }
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(name: string, controllers: number, place: StorePlace): Promise<void> {
  const program = path.join(import.meta.dirname, "store-worker.js");
  const workers = Array.from({ length: controllers }, () => fork(program));
  try {
    await Promise.all(workers.map((worker) => asked(worker, place)));
    for (const job of JOBS) {
      const figures = await Promise.all(workers.map((worker) => asked(worker, job)));
      const took = figures.flatMap((each) => each.took);
      const rate = (took.length / job.duration) * 1000;
      const [p50, p95] = [0.5, 0.95].map((part) => quantile(took, part).toFixed(2));
      console.log(
        `| ${name} | ${controllers} | ${job.work} | ${job.inFlight} | ${rate.toFixed(0)} | ${p50} | ${p95} |`,
      );
    }
  } finally {
    const ended = workers.map((worker) => once(worker, "exit"));
    for (const worker of workers) worker.disconnect();
    await Promise.all(ended);
  }
}

async function asked(worker: ChildProcess, what: StorePlace | StoreJob): Promise<StoreFigures> {
  worker.send(what);
  const [figures]: unknown[] = await once(worker, "message");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this bench's
  return figures as StoreFigures;
}
