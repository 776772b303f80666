// Durations, as people write them on a command line and read them in its help: `250ms`, `1m30s`, `7d`.
import { Option } from "commander";

import { UsageError } from "./usage-error.js";

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A duration such as `250ms`, `10s`, `1m30s`, `2h` or `7d`. Returns milliseconds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { duration } from "@holdfast/command-line";
 *
 * assert.equal(duration("1m30s"), 90_000);
 * ```
 */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy)];
  const total = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? Number.NaN),
    0,
  );
  if (
    parts.length === 0 ||
    parts.map(([part]) => part).join("") !== text ||
    !Number.isFinite(total)
  ) {
    throw new UsageError(
      "ERR_INVALID_DURATION",
      `${JSON.stringify(text)} is not a time: write a number and its unit (ms, s, m, h, d), for example 250ms, 10s or 1m30s`,
    );
  }
  return total;
}

/** The same, written: 90,000 ms is `1m30s`. `ms` must be a whole number, 0 or more. */
export function durationText(ms: number): string {
  let rest = ms;
  const parts = Object.entries(units)
    .toReversed()
    .map(([unit, length]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return count === 0 ? "" : `${count}${unit}`;
    });
  return parts.join("") || "0ms";
}

/**
 * An option that takes a duration, in ms to the program. Its help shows how one is written, and the
 * default with its unit.
 *
 * @param flags - `--stop-timeout <duration>`
 * @param initial - the default, in ms
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { durationOption } from "@holdfast/command-line";
 * import { Command } from "commander";
 *
 * const program = new Command().addOption(
 *   durationOption("--stop-timeout <duration>", "how long workers may take to stop", 10_000),
 * );
 * assert.match(program.helpInformation(), /default: 10s/);
 * assert.equal(program.parse(["--stop-timeout", "1m"], { from: "user" }).opts()["stopTimeout"], 60_000);
 * ```
 */
export function durationOption(flags: string, description: string, initial: number): Option {
  return new Option(flags, `${description}, such as 500ms, 30s or 1m30s`)
    .argParser(duration)
    .default(initial, durationText(initial));
}
