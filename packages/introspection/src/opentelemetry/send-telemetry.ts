import type { Meter, Tracer } from "@opentelemetry/api";
import { type Clock, systemClock } from "@holdfast/ports";

import type { Introspection } from "../start-introspection.js";
import { agentTelemetry } from "./agent-telemetry.js";
import { EngineTelemetry } from "./engine-telemetry.js";
import { transportTelemetry } from "./transport-telemetry.js";

/** What is sent: all that a running introspection knows. */
export type Seen = Pick<Introspection, "engines" | "sources" | "transport">;

/** Where it is sent to: a tracer and a meter of whatever SDK the program has set up. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** The one that the engines have. */
  readonly clock?: Clock;
}

/**
 * Sends what engines and transport do to OpenTelemetry: spans for waves, starts and logins; counts
 * and durations for the rest; whether the agent is connected, and what its process uses. Goes on until
 * disposed of, which ends the spans that are open.
 */
export function sendTelemetry(
  seen: Seen,
  { tracer, meter, clock = systemClock }: Telemetry,
): Disposable {
  const engines = new EngineTelemetry(tracer, meter, clock);
  const stop = [
    seen.engines.follow((event) => engines.take(event)),
    seen.engines.onForget((name) => engines.forget(name)),
    agentTelemetry(meter, seen.engines, seen.sources),
    seen.transport.add(transportTelemetry(tracer, meter, clock)),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const each of stop) each();
      engines.close();
    },
  };
}
