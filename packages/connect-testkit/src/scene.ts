// One agent, one controller, one strategy between them, and everything that can be seen of it.
import assert from "node:assert/strict";
import path from "node:path";

import type { KeyedCertificate } from "@holdfast/certificates";
import type { Agent } from "@holdfast/agent-config";
import { apiOpen, type OpenFunc } from "@holdfast/api-open";
import {
  type Connection,
  type ConnectPolicy,
  type ConnectStrategy,
  defaultConnectPolicy,
  generatePassword,
} from "@holdfast/connect";
import { seededRandom } from "@holdfast/ports";
import { FaultProxy, type Script } from "@holdfast/fault-proxy";

import { AgentFiles } from "./agent-files.js";
import { TestAuthority } from "./certificates.js";
import { Journal } from "./journal.js";
import { LogRecorder } from "./log-recorder.js";
import { MemoryAgent } from "./memory-agent.js";
import { DisposalStack } from "./disposal-stack.js";
import { runAsStrategy } from "./observe/strategy-context.js";
import type { OpenedConnection, Outcome, SceneOptions, StrategyFactory } from "./scene-options.js";
import { SceneClock } from "./scene-clock.js";
import { ScriptedController } from "./scripted-controller.js";

/** The default without the patience for a first login, which scenarios ask for by name. */
const { firstLogin: _minutes, ...severe } = defaultConnectPolicy.patience;

/** What a strategy whose credentials come from elsewhere brings along. */
export interface SceneSetup {
  /** Tells the scene's controller what to accept, as `controller.acceptLogin` does. */
  readonly credentials?: ((scene: Scene) => void | Promise<void>) | undefined;
  /** On whose behalf the strategy runs, for whoever observes it. */
  readonly owner?: object;
}

/**
 * One agent, one controller and one strategy, in a world that does what the test says.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isChangedPassword } from "@holdfast/connect";
 * import { ScaryConnect } from "@holdfast/connect-scary";
 * import { Scene } from "@holdfast/connect-testkit";
 *
 * await using scene = await Scene.open((ports) => new ScaryConnect(ports));
 * scene.controller.answer("Agent.SetPasswords", (request) => {
 *   request.proceed(); // the controller takes the password, and the answer is lost
 *   request.cut();
 * });
 * assert.equal((await scene.connect()).kind, "failed");
 *
 * scene.controller.restore("Agent.SetPasswords");
 * await scene.restart(); // only what is on disk is left
 * let outcome = await scene.connect();
 * if (outcome.kind === "failed" && isChangedPassword(outcome.error)) outcome = await scene.connect();
 * assert.equal(outcome.kind, "connected");
 * assert.equal(scene.controller.state.password, scene.agent.record.password);
 * ```
 */
export class Scene implements AsyncDisposable {
  readonly controller: ScriptedController;
  readonly agent: MemoryAgent;
  readonly journal: Journal;
  readonly clock: SceneClock;
  readonly log: LogRecorder;
  readonly policy: ConnectPolicy;
  /** The password that the agent was created with. */
  readonly bootstrapPassword: string;
  /** Every error that the strategy ended with. */
  readonly errors: unknown[] = [];
  /** The passwords that the scene began with, on disk. */
  readonly passwordsOnDiskAtFirst: string[];
  /** Every signal that was handed out. */
  readonly signals: AbortSignal[] = [];
  readonly #interruptions: AbortController[] = [];
  readonly #create: StrategyFactory;
  readonly #connections: Connection[] = [];
  readonly #resources = new DisposalStack();
  readonly #waiting = new Map<() => void, string>();
  /** Every connection that the strategy opened by what it was given to open them: with these options. */
  readonly opens: OpenedConnection[] = [];
  readonly #owner: object;
  readonly #agentFolders: string[] = [];
  #running = 0;
  #progress = 0;
  #strategy: ConnectStrategy;

  private constructor(parts: {
    controller: ScriptedController;
    agent: MemoryAgent;
    clock: SceneClock;
    log: LogRecorder;
    policy: ConnectPolicy;
    bootstrapPassword: string;
    owner: object;
    create: StrategyFactory;
    strategy: ConnectStrategy;
  }) {
    this.controller = parts.controller;
    this.agent = parts.agent;
    this.journal = parts.controller.journal;
    this.clock = parts.clock;
    this.log = parts.log;
    this.policy = parts.policy;
    this.bootstrapPassword = parts.bootstrapPassword;
    this.#owner = parts.owner;
    this.#create = parts.create;
    this.#strategy = parts.strategy;
    const { password, oldPassword } = parts.agent.record;
    this.passwordsOnDiskAtFirst = [password, oldPassword];
    const look = (): void => this.#look();
    this.journal.subscribe(look);
    this.clock.subscribe(look);
  }

  /** What the strategy opens connections by; which options it does so with is kept. */
  readonly #apiOpen: OpenFunc = (info, options, signal) => {
    this.opens.push({ info, options });
    return apiOpen(info, options, signal);
  };

  /** @param setup - what the strategy's credentials take, where they are not the agent's */
  static async open(
    create: StrategyFactory,
    options: SceneOptions = {},
    setup: SceneSetup = {},
  ): Promise<Scene> {
    const { owner = {} } = setup;
    // Before anything is opened, since it may fail.
    const clock = new SceneClock(Date.UTC(2026, 0, 1));
    const log = new LogRecorder();
    // A busy machine takes its time over a handshake, and no scenario is about that.
    const dial = { ...defaultConnectPolicy.dial, dialTimeout: 15_000 };
    const policy = { ...defaultConnectPolicy, dial, patience: severe, ...options.policy };
    const ports = { policy, clock, logger: log, random: seededRandom(1) };
    const strategy = await runAsStrategy(owner, async () => create(ports));
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
    const known = { controller, agent, clock, log, policy, bootstrapPassword };
    const scene = new Scene({ ...known, owner, create, strategy });
    await setup.credentials?.(scene);
    return scene;
  }

  /**
   * Runs the strategy once, for the scene's agent unless another is given. The scene closes what it
   * returns, at the end.
   */
  async connect(signal?: AbortSignal, agent: Agent = this.agent): Promise<Outcome> {
    this.#running++;
    try {
      const connection = await runAsStrategy(this.#owner, async () =>
        this.#strategy.connect(agent, this.#apiOpen, signal),
      );
      this.#connections.push(connection);
      return { kind: "connected", connection };
    } catch (error) {
      this.errors.push(error);
      return { kind: "failed", error };
    } finally {
      this.#running--;
      this.#look();
    }
  }

  /**
   * Resolves once `condition` holds; rejects where no call of the strategy is running any more that
   * could bring it about.
   */
  until(what: string, condition: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (condition()) resolve();
      else if (this.#running === 0) reject(new Error(`the strategy ended without ${what}`));
      else return;
      this.#waiting.delete(look);
    };
    this.#waiting.set(look, what);
    look();
    return promise;
  }

  /** Resolves once the strategy has logged in this often. */
  logins(count: number): Promise<void> {
    return this.until(`login ${count}`, () => this.journal.count("Admin.Login") >= count);
  }

  /** Resolves once the strategy has called this method of the controller. */
  called(method: string): Promise<void> {
    return this.until(`calling ${method}`, () => this.journal.count(method) > 0);
  }

  /** Resolves once the strategy waits for its clock. */
  timer(): Promise<void> {
    return this.until("waiting for its clock", () => this.clock.pending > 0);
  }

  /** What scenarios wait for now, in their words. */
  get awaited(): readonly string[] {
    return [...this.#waiting.values()];
  }

  /** How many calls of the strategy are running. */
  get running(): number {
    return this.#running;
  }

  /** Grows whenever something happens: on the wire, on disk, in the log, or with the clock. */
  get progress(): number {
    return this.#progress + this.journal.entries.length + this.log.lines.length;
  }

  #look(): void {
    this.#progress++;
    for (const look of this.#waiting.keys()) look();
  }

  /** Something to interrupt the strategy with. */
  interruption(): AbortController {
    const interruption = new AbortController();
    this.signals.push(interruption.signal);
    this.#interruptions.push(interruption);
    return interruption;
  }

  /** Interrupts whatever can be, so that a scenario that failed half-way leaves nothing running. */
  interruptAll(): void {
    for (const interruption of this.#interruptions) {
      interruption.abort(new Error("the scenario is over"));
    }
  }

  /** The agent's process dies and starts again: only what is on disk is left. */
  async restart(): Promise<void> {
    const { policy, clock, log: logger } = this;
    const ports = { policy, clock, logger, random: seededRandom(1) };
    this.#strategy = await runAsStrategy(this.#owner, async () => this.#create(ports));
  }

  /** Says that somebody else has put this password on disk. */
  alsoOnDisk(password: string): void {
    this.passwordsOnDiskAtFirst.push(password);
  }

  /** The controller accepts a password that the agent has on disk. */
  expectKnownPassword(): void {
    const { password, oldPassword } = this.agent.record;
    const known = [password, oldPassword].includes(this.controller.state.password);
    assert.ok(known, "the agent is locked out: no password on its disk is accepted");
  }

  /** The certificate of an authority that has nothing to do with the controller's. */
  async anotherAuthority(): Promise<Pick<KeyedCertificate, "cert">> {
    return TestAuthority.create("somebody else");
  }

  /** Puts a network that fails on purpose between the agent and the controller. */
  async faultyNetwork(script: Script): Promise<FaultProxy> {
    const { host, port } = this.controller.listening;
    const proxy = this.#resources.add(await FaultProxy.listen({ target: { host, port }, script }));
    this.agent.overwrite({ apiAddresses: [proxy.address] });
    return proxy;
  }

  /** Another agent, which the same controller knows, with a configuration on a real disk. */
  async fileAgent(): Promise<AgentFiles> {
    const files = await AgentFiles.create(this.agent.record);
    this.#agentFolders.push(files.folder);
    return this.#resources.add(files);
  }

  /** Whether it is in the folder of one of its agents on a real disk. */
  isAgentFile(place: string): boolean {
    return this.#agentFolders.some((folder) => path.resolve(place).startsWith(folder + path.sep));
  }

  /** Closes every connection that was handed over. */
  async closeConnections(): Promise<void> {
    await Promise.all(this.#connections.splice(0).map((connection) => connection.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeConnections();
    await this.#resources[Symbol.asyncDispose]();
    await this.controller.close();
  }
}
