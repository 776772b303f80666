import process from "node:process";

// Node loads its clock when that is first asked for, which takes 2 ms: no lap is to pay for it.
performance.now();

/** Measures laps: on the wall, or by what this thread has worked where the program was given `cpu`. */
export class Stopwatch {
  #since = time();

  /** ms since the last lap. */
  lap(): number {
    const now = time();
    const lap = now - this.#since;
    this.#since = now;
    return lap;
  }
}

/** ms on the wall or, for machines that do other things meanwhile, ms that this thread has worked. */
function time(): number {
  if (process.argv.at(-1) !== "cpu") return performance.now();
  // The kernel brings the count of a thread that runs up to date only now and then (every 4 ms, say), but
  // does so when it is asked for that of the process.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
