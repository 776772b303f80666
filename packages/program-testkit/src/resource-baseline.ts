// What a process has open, holds and is busy with, before and after: for every fuzz and every soak, of
// whichever end they are. What has not come back to what it was is told by name.
import fs from "node:fs";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MIB = 1024 * 1024;

/** What a process had at one time. */
export interface Resources {
  /** Open descriptors; 0 where the system does not tell. */
  readonly descriptors: number;
  /** Sockets, timers and whatever else keeps a process going, by kind. */
  readonly active: ReadonlyMap<string, number>;
  /** Bytes that are in use, after collection, and bytes of memory that the process has. */
  readonly heap: number;
  readonly resident: number;
  /** ms of delay of the event loop while nothing happens: the least of some looks. */
  readonly delay: number;
}

/** How much more there may be afterwards. */
export interface Tolerance {
  /** Bytes of the heap: 16 MiB. */
  readonly heap?: number;
  /** Bytes of memory, which the process gives back as it likes: 192 MiB. */
  readonly resident?: number;
  /** ms of the event loop's delay: 20. */
  readonly delay?: number;
  /** ms to wait for it to come back: 15,000. */
  readonly patience?: number;
}

/** That something did not come back to its baseline. */
export class ResourceLeakError extends Error {
  /** A line for each thing there is more of than before. */
  readonly leaks: readonly string[];

  constructor(leaks: readonly string[]) {
    super(`not back at the baseline: ${leaks.join("; ")}`);
    this.name = "ResourceLeakError";
    this.leaks = leaks;
  }
}

/** What there was at first. */
export class ResourceBaseline {
  readonly #before: Resources;
  readonly #tolerance: Required<Tolerance>;
  /** Of listeners that pile up. */
  readonly #warnings: string[] = [];
  readonly #warned = ({ name, message }: Error): void => {
    if (name === "MaxListenersExceededWarning") this.#warnings.push(`${name}: ${message}`);
  };

  private constructor(before: Resources, tolerance: Tolerance) {
    this.#before = before;
    this.#tolerance = {
      heap: 16 * MIB,
      resident: 192 * MIB,
      delay: 20,
      patience: 15_000,
      ...tolerance,
    };
    process.on("warning", this.#warned);
  }

  /** Looks at what there is now: after what is to stay has been used once. */
  static async take(tolerance: Tolerance = {}): Promise<ResourceBaseline> {
    return new ResourceBaseline(await resources(), tolerance);
  }

  /**
   * Waits until all is back at the baseline.
   *
   * @returns what there is then
   * @throws {@link ResourceLeakError} where it does not come back
   */
  async returned(): Promise<Resources> {
    const until = performance.now() + this.#tolerance.patience;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- looked at again and again
      const after = await resources();
      const leaks = this.#leaks(after);
      if (leaks.length > 0 && performance.now() < until) continue;
      process.off("warning", this.#warned);
      if (leaks.length > 0) throw new ResourceLeakError(leaks);
      return after;
    }
  }

  #leaks(after: Resources): string[] {
    const before = this.#before;
    const { heap, resident, delay } = this.#tolerance;
    const leaks = [...this.#warnings];
    const check = (what: string, now: number, was: number, more: number): void => {
      if (now > was + more) leaks.push(`${what}: ${Math.round(now)}, ${Math.round(was)} before`);
    };
    check("descriptors", after.descriptors, before.descriptors, 0);
    for (const [kind, count] of after.active) check(kind, count, before.active.get(kind) ?? 0, 0);
    check("bytes in use", after.heap, before.heap, heap);
    check("bytes of memory", after.resident, before.resident, resident);
    check("ms of delay", after.delay, before.delay, delay);
    return leaks;
  }
}

async function resources(): Promise<Resources> {
  const delay = await leastDelay();
  collect();
  const active = await leastActive();
  const { heapUsed, rss } = process.memoryUsage();
  return { descriptors: descriptors(), active, heap: heapUsed, resident: rss, delay };
}

/** The least of some looks: a timer of the test's own runner comes and goes. */
async function leastActive(): Promise<ReadonlyMap<string, number>> {
  const looks: ReadonlyMap<string, readonly string[]>[] = [];
  for (let look = 0; look < 4; look += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await new Promise((resolve) => setTimeout(resolve, 5));
    looks.push(Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind));
  }
  const kinds = new Set(looks.flatMap((look) => [...look.keys()]));
  const least = (kind: string): number =>
    Math.min(...looks.map((look) => look.get(kind)?.length ?? 0));
  return new Map([...kinds].map((kind) => [kind, least(kind)]));
}

function descriptors(): number {
  try {
    return fs.readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

/** How late a timer is, at the least of some looks: what else the machine does makes it later only. */
async function leastDelay(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 10; look += 1) {
    const began = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await new Promise((resolve) => setTimeout(resolve, 5));
    least = Math.min(least, performance.now() - began - 5);
  }
  return least;
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc !== "function") throw new Error("there is no garbage collector to be called");
  // What a first collection lets go of, a second one frees.
  gc();
  gc();
}
