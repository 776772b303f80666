// The agent and its process, as OpenTelemetry sees them: looked up whenever metrics are collected.
import process from "node:process";

import type { BatchObservableResult, Meter, Observable } from "@opentelemetry/api";

import { connectionsOf } from "../connections.js";
import type { EngineWatch } from "../engine-watch.js";
import { openDescriptors } from "../metrics/open-descriptors.js";
import type { Sources } from "../sources.js";

/** Measures until the function it returns is called. */
export function agentTelemetry(meter: Meter, engines: EngineWatch, sources: Sources): () => void {
  const gauge = (name: string, unit: string, description: string): Observable =>
    meter.createObservableGauge(name, { unit, description });
  const connected = gauge(
    "holdfast.connected",
    "1",
    "1 while the engine has a connection to its controller, else 0.",
  );
  const password = gauge(
    "holdfast.password.set.timestamp",
    "s",
    "When the agent's password was set, since the epoch.",
  );
  const certificate = gauge(
    "holdfast.certificate.expiry.timestamp",
    "s",
    "When a certificate expires, since the epoch.",
  );
  const memory = gauge("process.memory.usage", "By", "Resident memory.");
  const descriptors = gauge(
    "process.unix.file_descriptor.count",
    "{file_descriptor}",
    "Open file descriptors.",
  );
  const cpu = meter.createObservableCounter("process.cpu.time", {
    unit: "s",
    description: "CPU time of this process, in user and system.",
  });
  const all = [connected, password, certificate, memory, descriptors, cpu];
  const look = (result: BatchObservableResult): void => {
    const connections = Object.entries(connectionsOf(engines, sources));
    for (const [engine, { state }] of connections) {
      result.observe(connected, state === "connected" ? 1 : 0, { engine });
    }
    const since = connections[0]?.[1].passwordSince;
    if (since !== undefined) result.observe(password, since / 1000);
    for (const [name, at] of Object.entries(sources.certificates?.() ?? {})) {
      result.observe(certificate, at / 1000, { certificate: name });
    }
    result.observe(memory, process.memoryUsage.rss());
    const open = openDescriptors();
    if (open !== undefined) result.observe(descriptors, open);
    const { user, system } = process.cpuUsage();
    result.observe(cpu, user / 1e6, { "cpu.mode": "user" });
    result.observe(cpu, system / 1e6, { "cpu.mode": "system" });
  };
  meter.addBatchObservableCallback(look, all);
  return () => meter.removeBatchObservableCallback(look, all);
}
