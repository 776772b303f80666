/*
 * Runs the random histories for as long as it is told: `pnpm soak -- --minutes 60`.
 * Prints the seed of a failure, and ends with exit code 1.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { hostileHistory } from "./model/hostile-histories.js";
import { quietHistory, stormyHistory } from "./model/properties.js";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string" },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error(`soak: --minutes ${values.minutes} is not a number of minutes`);
  process.exit(2);
}
const end = Date.now() + minutes * 60_000;
const first = values.seed === undefined ? Date.now() : Number(values.seed);
const BATCH = 2000;
let histories = 0;

for (let round = 0; Date.now() < end; round += 1) {
  const seed = first + round;
  for (const check of [
    () => fc.check(quietHistory, { seed, numRuns: BATCH }),
    () => fc.check(stormyHistory, { seed, numRuns: BATCH }),
    () => fc.check(hostileHistory(), { seed, numRuns: BATCH / 10 }),
  ]) {
    const outcome = await check();
    if (outcome.failed) {
      console.error(JSON.stringify(outcome.counterexample));
      console.error(outcome.errorInstance);
      console.error(`soak: failed after ${histories} histories; --seed ${seed} replays it`);
      process.exit(1);
    }
    histories += outcome.numRuns;
  }
  if (round % 10 === 0) console.log(`soak: ${histories} histories, seed ${seed}`);
}
console.log(`soak: ${histories} histories in ${minutes} min, none failed`);
