// One agent's process, from the lock to the last file closed. What it runs is the caller's; this
// owns what lies around it, and takes it down in the opposite order.
import { readCertificateDirectory } from "@holdfast/api-open";
import { SystemdService } from "@holdfast/command-line";
import { startIntrospection } from "@holdfast/introspection";
import { DisposalStack, silentLogger, systemClock } from "@holdfast/ports";

import { agentSources } from "./agent-sources.js";
import type { AgentProcessOptions, AgentProgram } from "./agent-program.js";
import { ConnectionTold } from "./connection-told.js";
import { introspectionSocket } from "./process-socket.js";
import { type OpenParts, reloadAgent, runAgent, type Surroundings } from "./run-agent.js";
import { startTelemetry } from "./telemetry/start-telemetry.js";

/**
 * Holds the agent's lock, runs the program's engine until `signal` is aborted or the engine ends,
 * and stops it. Fulfilled where it stopped as asked, or ended in a way that is no failure.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { initAgent } from "@holdfast/agent-config";
 * import { assembleEngine, createAgentContainer, machinePolicy } from "@holdfast/agent-manifold";
 * import { runAgentProcess } from "@holdfast/agent-runtime";
 * import { installConnectPlugin, useConnectStrategy } from "@holdfast/connect/agent";
 * import scary from "@holdfast/connect-scary";
 * import { startController } from "@holdfast/controller";
 * import { modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { model, nonce, password } = await controller.addMachine({ id: "0" });
 * const { address, caCert } = controller;
 * const found = { password, nonce, model: modelTag(model), caCert, apiAddresses: [address] };
 * await initAgent({ dataDir: "./agent", tag: "machine-0", ...found });
 *
 * const stop = new AbortController();
 * let connected = false;
 * await runAgentProcess(
 *   {
 *     name: "machine-agent",
 *     policy: machinePolicy,
 *     async assemble(agent, view) {
 *       const container = createAgentContainer({ agent, policy: machinePolicy });
 *       await installConnectPlugin(container, scary);
 *       useConnectStrategy(container, "scary");
 *       return assembleEngine(container, (engine) => {
 *         view.watch("agent", engine);
 *         engine.subscribe((event) => {
 *           if (event.kind !== "started" || event.manifold !== "api-caller") return;
 *           connected = true;
 *           stop.abort(); // a real process waits for SIGTERM
 *         });
 *       });
 *     },
 *   },
 *   { dataDir: "./agent", agent: "machine-0" },
 *   stop.signal,
 * );
 * assert.ok(connected);
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export async function runAgentProcess(
  program: AgentProgram,
  options: AgentProcessOptions,
  signal: AbortSignal,
): Promise<void> {
  const surround = (parts: OpenParts): Promise<Surroundings> => around(program, options, parts);
  await runAgent(program, options, { surround }, signal);
}

/** A process's service, its page and its telemetry, for the one agent that it runs. */
async function around(
  program: AgentProgram,
  options: AgentProcessOptions,
  { agent, connections, enter }: OpenParts,
): Promise<Surroundings> {
  const { dataDir, agent: tag, introspect, metrics, env = {} } = options;
  const { logger = silentLogger, clock = systemClock } = options;
  await using owned = new DisposalStack();
  const service = owned.use(SystemdService.start({ env, logger, clock }));
  const forget = options.onHangup?.(() => void service.reload(() => reloadAgent(agent, logger)));
  if (forget !== undefined) owned.defer(forget);
  const introspection = owned.use(
    await startIntrospection({
      socketPath: introspectionSocket(dataDir, tag, program.name),
      sources: agentSources({ program, tag, agent, connections }),
      logger,
      clock,
      ...(introspect === undefined ? {} : { tcp: introspect }),
      ...(metrics === undefined ? {} : { metrics }),
    }),
  );
  enter("setting up OpenTelemetry");
  const { version = "unknown" } = program;
  const sender = { name: program.name, version, instance: tag };
  const sending = { env, service: sender, seen: introspection, logger, clock };
  const telemetry = owned.use(await startTelemetry(sending));
  if (telemetry.sends.length > 0) logger.debug("OpenTelemetry is sent", { what: telemetry.sends });
  const told = new ConnectionTold(service, () => connections.all());
  const extraRoots = await readCertificateDirectory();
  const open = owned.move();
  return {
    view: introspection,
    extraRoots,
    follow: (engine) => told.follow(engine),
    running: () => told.running(),
    stopping: () => void service.stopping(),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}
