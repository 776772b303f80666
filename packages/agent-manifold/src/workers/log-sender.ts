// Sends the agent's log to the controller's `logsink`, a line at a time, whenever there is one.
import type { ApiCaller, ApiStream } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";

import { reportingWorker } from "../reporting-worker.js";
import { firstAborted } from "../first-aborted.js";
import type { LogBuffer } from "./log-buffer.js";

/** What {@link logSenderManifold} is made from. */
export interface LogSenderConfig {
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** What is logged while the controller is away waits in it. */
  readonly buffer: LogBuffer;
}

/**
 * The manifold whose worker sends what waits in the buffer. A line that could not be sent stays in it
 * for the next worker. It is nobody's input: the agent does its work whether or not its log arrives.
 */
export function logSenderManifold(config: LogSenderConfig): Manifold {
  return {
    inputs: [config.apiCallerName],
    start: (context) => {
      const caller = context.get(config.apiCallerName);
      const { buffer } = config;
      const sender = { sent: 0 };
      return reportingWorker(
        runWorker((signal) => send(caller, buffer, sender, signal)),
        () => ({ sent: sender.sent, waiting: buffer.length, dropped: buffer.dropped }),
      );
    },
  };
}

async function send(
  caller: ApiCaller,
  buffer: LogBuffer,
  sender: { sent: number },
  signal: AbortSignal,
): Promise<void> {
  await using stream: ApiStream = await caller.connectStream("/logsink", { signal });
  for (;;) {
    signal.throwIfAborted();
    const record = buffer.first();
    if (record === undefined) {
      const first = await firstAborted(signal, stream.closed, buffer.arrival);
      if (first === stream.closed) throw stream.closed.reason;
      continue;
    }
    await stream.send(record);
    buffer.sent(record);
    sender.sent++;
  }
}
