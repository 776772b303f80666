import { Gauge, Registry } from "prom-client";

import type { ControllerStatus } from "../operator/status.js";

/** What a monitoring system asks of a controller, in the text format of Prometheus. */
export function metricsText({
  running,
  controllers,
  models,
  sessions,
  authority,
}: ControllerStatus): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name: `holdfast_controller_${name}`, help, labelNames, registers: [registry] });
  gauge("up", "1 while the controller runs").set(running ? 1 : 0);
  const up = gauge("instance_up", "1 while the controller of that id runs", ["id", "version"]);
  const carried = gauge("instance_agents", "Agents that are connected to it", ["id"]);
  for (const { id, running: runs, version = "", agents: connected } of controllers) {
    up.set({ id, version }, runs ? 1 : 0);
    carried.set({ id }, connected);
  }
  const agents = models.flatMap((model) => model.agents);
  gauge("agents", "Agents that there are").set(agents.length);
  gauge("agents_connected", "Agents that are connected").set(
    agents.filter(({ connectedSince }) => connectedSince !== undefined).length,
  );
  const open = gauge("sessions", "Connections on which somebody has logged in", ["kind"]);
  for (const kind of ["api", "logsink", "debug-log"]) {
    open.set({ kind }, sessions.filter((session) => session.kind === kind).length);
  }
  const expiry = gauge(
    "certificate_expiry_timestamp_seconds",
    "When a certificate expires, seconds since the epoch",
    ["role", "fingerprint"],
  );
  for (const { role, fingerprint, expires } of authority.certificates) {
    expiry.set({ role, fingerprint }, Date.parse(expires) / 1000);
  }
  gauge("certificate_warnings", "Certificates that expire within 30 days").set(
    authority.warnings.length,
  );
  gauge("agents_to_learn_authority", "Agents that do not trust the next authority yet").set(
    authority.notLearnt.length,
  );
  return registry.metrics();
}
