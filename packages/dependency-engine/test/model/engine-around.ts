import { type Clock, Engine, resourceName, type Worker } from "../../src/index.js";

/** What the worker inside ended with: nothing that an engine does anything about but to end. */
export class InnerEnd {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** A worker that is an engine of its own, with `worker` inside, and ends as that does. */
export function engineAround(worker: Worker, clock: Clock, told: () => void): Worker {
  const engine = new Engine({
    isFatal: () => true,
    worstError: (error) => error,
    filter: (end) => (end instanceof InnerEnd ? end.error : end),
    errorDelay: 0,
    bounceDelay: 0,
    stopDeadline: Infinity,
    clock,
  });
  engine.install(resourceName("inner"), {
    inputs: [],
    start: () => worker,
    filter: (error) => (error === undefined ? undefined : new InnerEnd(error)),
  });
  return {
    kill: () => {
      told();
      engine.kill();
    },
    wait: () => engine.wait(),
    report: () => engine.report(),
  };
}
