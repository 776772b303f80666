// The transport, as Prometheus counts it: logins, heartbeats, calls, bytes.
import { Counter, Histogram, type Registry } from "prom-client";

import { boundedLabel } from "../metrics/bounded-labels.js";
import { isHeartbeat, type TransportObserver } from "../metrics/transport-observer.js";

const callBuckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const loginBuckets = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60];

/** An observer that counts in a registry. */
export function transportMetrics(registry: Registry): TransportObserver {
  const registers = [registry];
  const logins = new Counter({
    name: "holdfast_logins_total",
    help: "Attempts to open a connection, by outcome: ok, or the error's code.",
    labelNames: ["outcome"],
    registers,
  });
  const loginTime = new Histogram({
    name: "holdfast_login_seconds",
    help: "How long successful logins took, with their dialling.",
    buckets: loginBuckets,
    registers,
  });
  const heartbeats = new Histogram({
    name: "holdfast_heartbeat_seconds",
    help: "Round trips of answered heartbeats.",
    buckets: callBuckets,
    registers,
  });
  const missedHeartbeats = new Counter({
    name: "holdfast_heartbeat_failures_total",
    help: "Heartbeats that were not answered.",
    registers,
  });
  const calls = new Counter({
    name: "holdfast_calls_total",
    help: "Calls to the controller, by facade and outcome; heartbeats are counted apart.",
    labelNames: ["facade", "outcome"],
    registers,
  });
  const callTime = new Histogram({
    name: "holdfast_call_seconds",
    help: "How long calls took, by facade.",
    labelNames: ["facade"],
    buckets: callBuckets,
    registers,
  });
  const received = new Counter({
    name: "holdfast_received_bytes_total",
    help: "Bytes of whole messages that came in.",
    registers,
  });
  const sent = new Counter({
    name: "holdfast_sent_bytes_total",
    help: "Bytes of whole messages that were sent.",
    registers,
  });
  const facadeLabel = boundedLabel();
  const outcomeLabel = boundedLabel();
  return {
    loginEnded: ({ outcome, duration }) => {
      logins.inc({ outcome: outcomeLabel(outcome) });
      if (outcome === "ok") loginTime.observe(duration / 1000);
    },
    callEnded: (event) => {
      const seconds = event.duration / 1000;
      if (isHeartbeat(event)) {
        if (event.outcome === "ok") heartbeats.observe(seconds);
        else missedHeartbeats.inc();
        return;
      }
      const facade = facadeLabel(event.facade);
      calls.inc({ facade, outcome: event.outcome });
      if (event.outcome !== "abandoned") callTime.observe({ facade }, seconds);
    },
    messageReceived: (bytes) => received.inc(bytes),
    messageSent: (bytes) => sent.inc(bytes),
  };
}
