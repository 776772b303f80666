import { API_CALLER_NAME, defineWorkers, sleep, worker } from "@holdfast/workers";
import * as v from "valibot";

/** What the operator may write into agent.conf, as `values: {workers-options: '{"__MODULE__": {…}}'}`. */
const options = v.object({
  /** How often to ask, in ms. */
  interval: v.optional(v.pipe(v.number(), v.minValue(1000)), 60_000),
});

/** An example to start from: how long the controller takes to answer. */
export default defineWorkers({
  name: "__MODULE__",
  apiVersion: 1,
  options,
  workers: ({ clock, logger }, { interval }) => {
    let last: number | undefined;
    return [
      worker("__MODULE__", {
        inputs: { caller: API_CALLER_NAME },
        async run({ caller }, signal) {
          for (;;) {
            const before = clock.now();
            await caller.call({ facade: "Pinger", method: "Ping", signal });
            last = clock.now() - before;
            logger.debug("the controller answered", { ms: last });
            await sleep(interval, { clock, signal });
          }
        },
        report: () => ({ last }),
      }),
    ];
  },
});
