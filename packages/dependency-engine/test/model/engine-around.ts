import { type Clock, Engine, resourceName, type Worker } from "../../src/index.js";

/** A worker that is an engine of its own, with `worker` inside, and ends as that does. */
export function engineAround(worker: Worker, clock: Clock, told: () => void): Worker {
  const engine = new Engine({
    isFatal: () => true,
    worstError: (error) => error,
    errorDelay: 0,
    bounceDelay: 0,
    stopDeadline: Infinity,
    clock,
  });
  engine.install(resourceName("inner"), { inputs: [], start: () => worker });
  return {
    kill: () => {
      told();
      engine.kill();
    },
    wait: () => engine.wait(),
    report: () => engine.report(),
  };
}
