// A run of the stateful fuzzer: sessions of every kind, calls made from what the facades describe and
// from what was answered before, and a word about everything that must not be.
import type { Shape } from "@holdfast/facades/testing";
import { shapeOf } from "@holdfast/facades/testing";

import type { RunningController } from "../../../src/index.js";
import type { Auth } from "../../../src/api/auth.js";
import type { JujuRelease } from "../../../src/api/juju-release.js";
import type { ServedFacade } from "../../../src/api/served-facade.js";
import { Choices } from "./choices.js";
import { FuzzSession } from "./fuzz-session.js";
import { FuzzStreams, type StreamKind, STREAMS } from "./fuzz-streams.js";
import type { Live } from "./live.js";
import { type Method, Outcomes } from "./outcomes.js";
import { disclosed, SECRETS } from "./secrets.js";
import { ValueMaker } from "./value-maker.js";
import type { Role, World } from "./world.js";

/** What a run is to do. */
export interface FuzzOptions {
  readonly controller: RunningController;
  readonly world: World;
  readonly release: JujuRelease;
  readonly seed: number;
  /** Whether it is to go on, looked at after each round. */
  readonly goOn: (report: FuzzReport) => boolean;
}

/** What was seen. */
export interface FuzzReport {
  readonly calls: number;
  readonly outcomes: Outcomes;
  /** What must not be; none in a sound controller. */
  readonly faults: readonly string[];
}

interface Described extends Method {
  readonly shape: Shape;
  readonly served: ServedFacade;
}

/** Calls that are on their way at once. */
const TOGETHER = 24;
/** Calls that may wait for news, of all sessions together. */
const WAITING = 200;
/** Answered once there is news: nobody waits for them. */
const WAITS: ReadonlySet<string> = new Set(["Next", "Wait"]);
/** What ends the machine that says it, or its connection: not each time. */
const SELDOM: ReadonlySet<string> = new Set(["Machiner.EnsureDead", "Pinger.Stop"]);
/** What hashes a password: a third of a second of a core for each of a list. */
const SLOW: ReadonlySet<string> = new Set(["UserManager.AddUser", "UserManager.SetPassword"]);

function methodsOf({ facades }: JujuRelease): Described[] {
  const found = new Map<string, Described>();
  for (const { facade, versions } of facades) {
    for (const version of versions) {
      for (const [method, params] of facade.methods(version)) {
        const name = `${facade.name}.${method}`;
        const before = found.get(name)?.versions ?? [];
        const all = [...before, version];
        const shape = shapeOf(params);
        found.set(name, { facade: facade.name, method, versions: all, shape, served: facade });
      }
    }
  }
  return [...found.values()];
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #choices: Choices;
  readonly #values: ValueMaker;
  readonly #methods: readonly Described[];
  readonly #outcomes: Outcomes;
  readonly #faults: string[] = [];
  readonly #sessions: readonly FuzzSession[];
  readonly #streams: FuzzStreams;
  readonly #spareModels: string[] = [];
  readonly #spareUsers: string[] = [];
  readonly #world: World;
  #calls = 0;
  #waiting = 0;
  #fresh = 0;

  constructor(options: FuzzOptions) {
    const { world } = options;
    this.#options = options;
    this.#world = world;
    this.#choices = new Choices(options.seed);
    this.#values = new ValueMaker(this.#choices);
    this.#methods = methodsOf(options.release);
    this.#outcomes = new Outcomes([...this.#methods, ...Object.values(STREAMS)]);
    const passwords = new Map<string, string>();
    this.#sessions = world.roles.map(
      (role) => new FuzzSession(role, options.controller, passwords),
    );
    this.#streams = new FuzzStreams(this.#choices, options.controller, passwords);
  }

  async run(): Promise<FuzzReport> {
    for (const session of this.#sessions) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a seed tells all
      await session.connect();
      // oxlint-disable-next-line no-await-in-loop -- the same
      await this.#tellSecret(session);
    }
    do {
      // oxlint-disable-next-line no-await-in-loop -- round after round
      await this.#round();
    } while (this.#options.goOn(this.#report()));
    await Promise.all(this.#sessions.map((session) => session.close()));
    return this.#report();
  }

  #report(): FuzzReport {
    return { calls: this.#calls, outcomes: this.#outcomes, faults: this.#faults };
  }

  async #round(): Promise<void> {
    for (const session of this.#sessions) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that a seed tells all
      await session.connect();
    }
    if (this.#choices.oneIn(20)) {
      for (const session of this.#sessions) {
        // oxlint-disable-next-line no-await-in-loop -- the same; it may have told something else
        await this.#tellSecret(session);
      }
    }
    const { controller } = this.#options;
    // Something changes, so that there is news.
    const life = this.#choices.one(["alive", "dying"] as const);
    await controller.setLife({ tag: "machine-1", model: this.#world.alpha, life });
    const asked = Array.from({ length: TOGETHER }, () => this.#ask());
    const streams = [this.#stream("logsink"), this.#stream("log")];
    await Promise.all([...asked, ...streams]);
  }

  async #ask(): Promise<void> {
    const choices = this.#choices;
    const { missing } = this.#outcomes;
    const wanted = missing.length > 0 && !choices.oneIn(4) ? choices.one(missing) : undefined;
    const method =
      this.#methods.find((one) => one.facade === wanted?.facade && one.method === wanted.method) ??
      choices.one(this.#methods);
    const name = `${method.facade}.${method.method}`;
    if (SLOW.has(name) && !choices.oneIn(4)) return;
    if (SELDOM.has(name) && !choices.oneIn(20)) return;
    const waits = WAITS.has(method.method);
    if (waits && this.#waiting >= WAITING) return;
    const fitting = this.#sessions.filter(({ role }) => this.#maySucceed(role, method.served));
    const anyone = fitting.length === 0 || choices.oneIn(4);
    const session = choices.one(anyone ? this.#sessions : fitting);
    const asked = this.#call(session, method);
    if (!waits) {
      await asked;
      return;
    }
    this.#waiting += 1;
    void asked.finally(() => (this.#waiting -= 1));
  }

  /** Whether the role has the facade, as far as that shows from outside. */
  #maySucceed({ kind, tag, home, model }: Role, facade: ServedFacade): boolean {
    if (!facade.on.includes(model === undefined ? "controller" : "model")) return false;
    const { rules } = this.#options.release;
    const managesModels = home === this.#options.controller.controllerModelUuid;
    const auth = { kind, tag, managesModels };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- facades ask no more of it
    return facade.allows(auth as unknown as Auth, rules.traits);
  }

  async #call(session: FuzzSession, method: Described): Promise<void> {
    const choices = this.#choices;
    const { facade, shape, versions } = method;
    const version = choices.oneIn(30) ? choices.below(14) : choices.one(versions);
    const ids = session.watchers(facade);
    const id =
      ids.length === 0 || choices.oneIn(10) ? choices.one(["", "1", "x"]) : choices.one(ids);
    const few = SLOW.has(`${facade}.${method.method}`);
    const params = this.#values.params(shape, this.#live(session), { call: method, few });
    this.#calls += 1;
    const { outcome, text, reply } = await session.ask({
      facade,
      version,
      method: method.method,
      id,
      params,
    });
    this.#outcomes.add(method, outcome);
    this.#judge(
      session.role,
      text,
      `${facade}.${method.method} (${version}) of ${JSON.stringify(params)}`,
    );
    this.#remember(`${facade}.${method.method}`, params, reply);
  }

  async #stream(kind: StreamKind): Promise<void> {
    const { role } = this.#choices.one(this.#sessions);
    const { alpha, beta } = this.#world;
    const model = this.#choices.one([alpha, alpha, beta, role.home || alpha, "x"]);
    this.#calls += 1;
    const { outcome, text } = await this.#streams.open(kind, role, model);
    this.#outcomes.add(STREAMS[kind], outcome);
    this.#judge(role, text, `the ${kind} of ${model}`);
  }

  #judge({ name, mayKnow }: Role, text: string, by: string): void {
    for (const words of disclosed(text, mayKnow)) {
      this.#faults.push(`${name} was told "${words}" by ${by}`.slice(0, 500));
    }
  }

  #live({ role }: FuzzSession): Live {
    const { controllerModelUuid } = this.#options.controller;
    const { alpha, beta } = this.#world;
    return {
      self: role.tag,
      model: role.model ?? controllerModelUuid,
      tags: ["machine-0", "machine-1", "unit-mysql-0", "machine-99", `model-${beta}`, "user-admin"],
      models: [alpha, beta, ...this.#spareModels.slice(-3)],
      users: ["admin", "reader", "nobody", ...this.#spareUsers.slice(-3)],
      spareModels: this.#spareModels.slice(-5),
      spareUsers: this.#spareUsers.slice(-5),
      fresh: () => `fresh${(this.#fresh += 1)}`,
    };
  }

  /** What was made may be changed and taken away. */
  #remember(name: string, params: unknown, reply: unknown): void {
    if (name === "ModelManager.CreateModel") {
      const { uuid }: Record<string, unknown> = Object(reply);
      if (typeof uuid === "string") this.#spareModels.push(uuid);
    }
    if (name === "UserManager.AddUser") {
      const { users }: { users?: unknown } = Object(params);
      for (const user of Array.isArray(users) ? users : []) {
        const { username }: Record<string, unknown> = Object(user);
        if (typeof username === "string" && username.startsWith("fresh")) {
          this.#spareUsers.push(username);
        }
      }
    }
  }

  async #tellSecret(session: FuzzSession): Promise<void> {
    const { tag, home, model } = session.role;
    const { alpha, beta } = this.#world;
    const secret = new Map([
      [`${alpha} machine-0`, SECRETS.alpha0],
      [`${alpha} machine-1`, SECRETS.alpha1],
      [`${beta} machine-0`, SECRETS.beta],
    ]).get(`${home} ${tag}`);
    if (secret === undefined || model !== home) return;
    const params = { args: [{ tag, hostname: secret }] };
    const method = "RecordAgentStartInformation";
    const { outcome } = await session.ask({ facade: "Machiner", version: 5, method, params });
    if (outcome !== "ok") throw new Error(`a secret cannot be told: ${outcome}`);
  }
}

/** Asks and asks until told to end. */
export function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  return new FuzzRun(options).run();
}
