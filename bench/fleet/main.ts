// What a fleet costs, and what limits it.
//   pnpm --filter @holdfast/bench fleet [store|agents|herd|single]
import process from "node:process";

import { measureAgents } from "./agents.js";
import { measureHerds } from "./herd.js";
import { measureSingle } from "./single.js";
import { measureStores } from "./store.js";

const jobs: Readonly<Record<string, () => Promise<void>>> = {
  store: measureStores,
  agents: measureAgents,
  herd: measureHerds,
  single: measureSingle,
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(jobs);
for (const name of wanted) {
  const job = jobs[name];
  if (job === undefined) throw new Error(`no job ${name}: ${Object.keys(jobs).join(", ")}`);
  await job();
}
