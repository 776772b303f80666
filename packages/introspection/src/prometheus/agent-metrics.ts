// The agent, as Prometheus counts it: what it is, whether it is connected, and what runs out.
import process from "node:process";

import { Gauge, type Registry } from "prom-client";

import { connectionsOf } from "../connections.js";
import type { EngineWatch } from "../engine-watch.js";
import type { Sources } from "../sources.js";

/** Adds the agent's metrics; they are looked up at each scrape. */
export function agentMetrics(watch: EngineWatch, sources: Sources, registry: Registry): void {
  const registers = [registry];
  const build = new Gauge({
    name: "holdfast_build_info",
    help: "Always 1; which version of the agent, on which Node.js.",
    labelNames: ["version", "node"],
    registers,
  });
  build.set({ version: sources.version ?? "unknown", node: process.versions.node }, 1);

  const connected: Gauge<"engine"> = new Gauge({
    name: "holdfast_connected",
    help: "1 while the engine has a connection to its controller, else 0.",
    labelNames: ["engine"],
    registers,
    collect: () => {
      connected.reset(); // engines come and go
      for (const [engine, { state }] of Object.entries(connectionsOf(watch, sources))) {
        connected.set({ engine }, state === "connected" ? 1 : 0);
      }
    },
  });
  const password: Gauge = new Gauge({
    name: "holdfast_password_set_timestamp_seconds",
    help: "When the agent made its password, since the epoch; absent where it has not made one.",
    registers,
    collect: () => {
      const [first] = Object.values(connectionsOf(watch, sources));
      if (first?.passwordSince === undefined) password.remove();
      else password.set(first.passwordSince / 1000);
    },
  });
  const certificates: Gauge<"certificate"> = new Gauge({
    name: "holdfast_certificate_expiry_timestamp_seconds",
    help: "When a certificate expires, since the epoch.",
    labelNames: ["certificate"],
    registers,
    collect: () => {
      certificates.reset();
      for (const [certificate, at] of Object.entries(sources.certificates?.() ?? {})) {
        certificates.set({ certificate }, at / 1000);
      }
    },
  });
}
