import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { onTestFinished } from "vitest";

const forever = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** A running engine with an `agent`, and an `api-caller` that needs it. */
export function runEngine(): Engine {
  const engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 10,
    bounceDelay: 1,
  });
  onTestFinished(async () => {
    engine.kill();
    await engine.wait();
  });
  const agent = resourceName<string>("agent");
  engine.install(agent, {
    inputs: [],
    start: () => runWorker(forever),
    output: () => "machine-0",
  });
  engine.install(resourceName("api-caller"), {
    inputs: [agent],
    start: (context) => {
      context.get(agent);
      return runWorker(forever);
    },
  });
  return engine;
}
