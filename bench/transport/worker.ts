// One process of the bench: does the job of its command line, and says what came of it.
import process from "node:process";
import { measureCalls } from "./calls.js";
import { measureConnects } from "./connects.js";
import { control } from "./control.js";
import { measureIdle, residentKib } from "./idle.js";
import type { Job } from "./jobs.js";
import { serve } from "./serve.js";
import { measureStorm } from "./storm.js";

function say(message: unknown): void {
  process.send?.(message);
}

async function work(job: Job): Promise<unknown> {
  switch (job.kind) {
    case "serve":
      return serve(job.wire, job.what);
    case "control":
      return control(job.machines);
    case "calls":
      return measureCalls(job);
    case "connects":
      return measureConnects(job);
    case "idle":
      return measureIdle(job);
    case "storm":
      return measureStorm(job);
  }
}

process.on("message", (question) => {
  if (question === "resident") say(residentKib());
});
process.on("disconnect", () => process.exit());
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- main.ts writes it
say(await work(JSON.parse(process.argv[2] ?? "") as Job));
