import { DisposalStack } from "@holdfast/ports";
// One agent, one controller, one strategy between them, and everything that can be seen of it.
import assert from "node:assert/strict";
import path from "node:path";

import type { KeyedCertificate } from "@holdfast/certificates";
import type { Agent } from "@holdfast/agent-config";
import { apiOpen, type OpenFunc } from "@holdfast/api-open";
import type { Connection, ConnectPolicy, ConnectStrategy } from "@holdfast/connect";
import { FaultProxy, type Script } from "@holdfast/fault-proxy";

import { AgentFiles } from "./agent-files.js";
import { TestAuthority } from "./certificates.js";
import type { Journal } from "./journal.js";
import type { LogRecorder } from "./log-recorder.js";
import type { MemoryAgent } from "./memory-agent.js";
import { runAsStrategy } from "./observe/strategy-context.js";
import type { OpenedConnection, Outcome, SceneOptions, StrategyFactory } from "./scene-options.js";
import type { SceneClock } from "./scene-clock.js";
import { makeSceneParts, type SceneParts } from "./scene-parts.js";
import { SceneWaits } from "./scene-waits.js";
import type { ScriptedController } from "./scripted-controller.js";

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
 * const scene = await Scene.open((ports) => new ScaryConnect(ports));
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
 * await scene[Symbol.asyncDispose]();
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
  readonly #begin: () => Promise<ConnectStrategy>;
  readonly #connections: Connection[] = [];
  readonly #resources = new DisposalStack();
  readonly #waits = new SceneWaits();
  /** Every connection that the strategy opened by what it was given to open them: with these options. */
  readonly opens: OpenedConnection[] = [];
  readonly #owner: object;
  readonly #agentFolders: string[] = [];
  #running = 0;
  #strategy: ConnectStrategy;

  private constructor(parts: SceneParts) {
    this.controller = parts.controller;
    this.agent = parts.agent;
    this.journal = parts.controller.journal;
    this.clock = parts.clock;
    this.log = parts.log;
    this.policy = parts.policy;
    this.bootstrapPassword = parts.bootstrapPassword;
    this.#owner = parts.owner;
    this.#begin = parts.begin;
    this.#strategy = parts.strategy;
    const { password, oldPassword } = parts.agent.record;
    this.passwordsOnDiskAtFirst = [password, oldPassword];
    const look = (): void => this.#waits.look();
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
    const scene = new Scene(await makeSceneParts(create, options, setup.owner ?? {}));
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
      this.#waits.look();
    }
  }

  /**
   * Resolves once `condition` holds; rejects where no call of the strategy is running any more that
   * could bring it about.
   */
  until(what: string, condition: () => boolean): Promise<void> {
    return this.#waits.until(what, condition, () => this.#running === 0);
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
    return this.#waits.awaited;
  }

  /** How many calls of the strategy are running. */
  get running(): number {
    return this.#running;
  }

  /** Grows whenever something happens: on the wire, on disk, in the log, or with the clock. */
  get progress(): number {
    return this.#waits.looks + this.journal.entries.length + this.log.lines.length;
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
    this.#strategy = await this.#begin();
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
    const proxy = this.#resources.use(await FaultProxy.listen({ target: { host, port }, script }));
    this.agent.overwrite({ apiAddresses: [proxy.address] });
    return proxy;
  }

  /** Another agent, which the same controller knows, with a configuration on a real disk. */
  async fileAgent(): Promise<AgentFiles> {
    const files = await AgentFiles.create(this.agent.record);
    this.#agentFolders.push(files.folder);
    return this.#resources.use(files);
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
