// `npm run soak`: what is told, what was seen, and how to see it again.
import { parseArgs } from "node:util";

import { duration } from "@holdfast/command-line";
import { systemClock } from "@holdfast/ports";

import { runBounces } from "./bounces.js";
import { runSoak } from "./run-soak.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    for: { type: "string", default: "10m" },
    agents: { type: "string", default: "20" },
    bounces: { type: "string", default: "100000" },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const agents = Number(values.agents);
const bounces = Number(values.bounces);
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => stop.abort(new Error("the soak was interrupted")));
}
const began = systemClock.now();
const say = (what: string): void => {
  const seconds = ((systemClock.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${seconds.padStart(8)} s  ${what}\n`);
};
const again = `npm run soak -- --seed ${seed} --for ${values.for} --agents ${agents} --bounces ${bounces}`;

process.exitCode = 1;
try {
  say(`seed ${seed}, ${agents} agents`);
  const options = { seed, agents, duration: duration(values.for), say, signal: stop.signal };
  const { faults, wrong, backAfter } = await runSoak(options);
  say(`${faults.length} faults; every agent was back ${Math.round(backAfter)} ms after the last`);
  if (bounces > 0) {
    const { bytesEach, more } = await runBounces(bounces);
    say(`${bounces} bounces: ${bytesEach.toFixed(1)} bytes of heap each`);
    // A real leak is an object for each, so tens of bytes at least; half of one is the engine's own noise.
    if (bytesEach > 16) wrong.push(`each bounce leaves ${bytesEach.toFixed(1)} bytes`);
    if (more.length > 0) wrong.push(`left after the bounces: ${more.join(", ")}`);
  }
  for (const one of wrong) say(`WRONG: ${one}`);
  if (wrong.length === 0) say("nothing is wrong");
  if (wrong.length === 0) process.exitCode = 0;
} catch (error) {
  say(`ended: ${error instanceof Error ? error.message : String(error)}`);
}
say(`the same faults again: ${again}`);
