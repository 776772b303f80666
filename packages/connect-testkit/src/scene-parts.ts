// What a scene is made of, before anything happens in it.
import {
  type ConnectPolicy,
  type ConnectStrategy,
  defaultConnectPolicy,
  generatePassword,
  type StrategyPorts,
} from "@holdfast/connect";
import { seededRandom } from "@holdfast/ports";

import { Journal } from "./journal.js";
import { LogRecorder } from "./log-recorder.js";
import { MemoryAgent } from "./memory-agent.js";
import { runAsStrategy } from "./observe/strategy-context.js";
import { SceneClock } from "./scene-clock.js";
import type { SceneOptions, StrategyFactory } from "./scene-options.js";
import { ScriptedController } from "./scripted-controller.js";

/** The default without the patience for a first login, which scenarios ask for by name. */
const { firstLogin: _minutes, ...severe } = defaultConnectPolicy.patience;

export interface SceneParts {
  readonly controller: ScriptedController;
  readonly agent: MemoryAgent;
  readonly clock: SceneClock;
  readonly log: LogRecorder;
  readonly policy: ConnectPolicy;
  readonly bootstrapPassword: string;
  /** On whose behalf the strategy runs. */
  readonly owner: object;
  /** Makes the strategy, as a process that begins anew does. */
  readonly begin: () => Promise<ConnectStrategy>;
  /** The first one made. */
  readonly strategy: ConnectStrategy;
}

export async function makeSceneParts(
  create: StrategyFactory,
  options: SceneOptions,
  owner: object,
): Promise<SceneParts> {
  const clock = new SceneClock(Date.UTC(2026, 0, 1));
  const log = new LogRecorder();
  // A busy machine takes its time over a handshake, and no scenario is about that.
  const dial = { ...defaultConnectPolicy.dial, dialTimeout: 15_000 };
  const policy = { ...defaultConnectPolicy, dial, patience: severe, ...options.policy };
  const ports = (): StrategyPorts => ({ policy, clock, logger: log, random: seededRandom(1) });
  const begin = (): Promise<ConnectStrategy> => runAsStrategy(owner, async () => create(ports()));
  // Before anything is opened, since it may fail.
  const strategy = await begin();
  const journal = new Journal();
  const bootstrapPassword = generatePassword();
  const own = options.credentials === "settled" ? generatePassword() : "";
  const controller = await ScriptedController.start({
    journal,
    state: { password: own || bootstrapPassword, ...options.controller },
  });
  const agent = new MemoryAgent(
    {
      tag: "machine-0",
      nonce: "nonce-0",
      caCert: controller.caCert,
      model: controller.state.model,
      controller: controller.state.controller,
      password: own,
      oldPassword: bootstrapPassword,
      apiAddresses: [controller.address],
      values: {},
      ...options.agent,
    },
    journal,
  );
  return { controller, agent, clock, log, policy, bootstrapPassword, owner, begin, strategy };
}
