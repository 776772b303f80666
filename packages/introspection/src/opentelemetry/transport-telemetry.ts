import { type Meter, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { type Clock, wallNow } from "@holdfast/ports";

import { boundedLabel } from "../metrics/bounded-labels.js";
import { isHeartbeat, type TransportObserver } from "../metrics/transport-observer.js";

/** An observer that makes a span of each login, and counts calls, heartbeats and bytes. */
export function transportTelemetry(
  tracer: Tracer,
  meter: Meter,
  clock: Pick<Clock, "now">,
): TransportObserver {
  const logins = meter.createCounter("holdfast.logins");
  const heartbeats = meter.createHistogram("holdfast.heartbeat.duration", { unit: "ms" });
  const calls = meter.createHistogram("holdfast.call.duration", { unit: "ms" });
  const received = meter.createCounter("holdfast.received", { unit: "By" });
  const sent = meter.createCounter("holdfast.sent", { unit: "By" });
  const facadeLabel = boundedLabel();
  const outcomeLabel = boundedLabel();
  return {
    loginEnded: ({ outcome, duration }) => {
      const label = outcomeLabel(outcome);
      logins.add(1, { outcome: label });
      const end = wallNow(clock);
      const span = tracer.startSpan("login", {
        startTime: end - duration,
        attributes: { outcome: label },
        root: true,
      });
      if (outcome !== "ok") span.setStatus({ code: SpanStatusCode.ERROR, message: label });
      span.end(end);
    },
    callEnded: (event) => {
      if (isHeartbeat(event)) heartbeats.record(event.duration, { outcome: event.outcome });
      else {
        const facade = facadeLabel(event.facade);
        calls.record(event.duration, { facade, outcome: event.outcome });
      }
    },
    messageReceived: (bytes) => received.add(bytes),
    messageSent: (bytes) => sent.add(bytes),
  };
}
