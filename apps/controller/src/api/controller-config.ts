import type { ControllerCore } from "./controller-core.js";

/** Where Juju's own SSH server listens; here nobody does. */
export const SSH_SERVER_PORT = 17_022;

/** The configuration of the controller, as Juju's clients and agents read it. */
export function controllerConfig(core: ControllerCore): Record<string, unknown> {
  const [[first] = []] = core.servers();
  return {
    "api-port": first?.port ?? 0,
    "audit-log-capture-args": false,
    "audit-log-exclude-methods": "ReadOnlyMethods",
    "auditing-enabled": false,
    "ca-cert": core.caCert,
    "controller-name": "holdfast",
    "controller-uuid": core.controllerUuid,
    "max-agent-state-size": 524_288,
    "max-charm-state-size": 2_097_152,
    "ssh-server-port": SSH_SERVER_PORT,
  };
}
