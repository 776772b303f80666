// One process of the bench: does the jobs that it is sent, and says what came of each.
import process from "node:process";
import { measureCalls } from "./calls.js";
import { measureConnects } from "./connects.js";
import { control } from "./control.js";
import { measureIdle, residentKib } from "./idle.js";
import type { Job } from "./jobs.js";
import { serve } from "./serve.js";
import { measureStorm } from "./storm.js";

async function work(job: Job): Promise<unknown> {
  switch (job.kind) {
    case "resident":
      return residentKib();
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

process.on("message", (job: Job) => {
  work(job).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
