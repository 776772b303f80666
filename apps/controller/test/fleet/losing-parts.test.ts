// Three controllers in processes of their own, and PostgreSQL: any of them is stopped, killed, upgraded or cut off,
// in an order that a seed gives, while agents change their passwords. FLEET_SEED replays one.
import fs from "node:fs";
import path from "node:path";

import { type Random, seededRandom, sleep, systemClock } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, onTestFinished, test } from "vitest";

import { openStoreAdmin } from "../../src/operator/open-admin.js";
import { missing, postgresForAll } from "../kit/postgres.js";
import { Program } from "../kit/process.js";
import { call, loggedIn, type Reachable, temporaryDirectory } from "../kit/test-controller.js";

const seed = Number(process.env["FLEET_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const ROUNDS = 8;
const AGENTS = 6;

/** A controller that is started again in its directory, where it listens as before. */
class Instance {
  readonly #dataDir: string;
  readonly #store: string;
  #program: Program | undefined;
  address = "";

  constructor(store: string, like?: Instance) {
    this.#store = store;
    this.#dataDir = temporaryDirectory();
    if (like === undefined) return;
    for (const name of fs.readdirSync(like.dataDir).filter((each) => each.startsWith("ca-"))) {
      fs.copyFileSync(path.join(like.dataDir, name), path.join(this.#dataDir, name));
      fs.chmodSync(path.join(this.#dataDir, name), 0o600);
    }
  }

  get dataDir(): string {
    return this.#dataDir;
  }

  async start(): Promise<void> {
    const words = ["run", "--data-dir", this.#dataDir];
    const program = new Program(words, "", undefined, { HOLDFAST_STORE: this.#store });
    this.#program = program;
    await program.says("is ready at 127.0.0.1:");
    this.address = /127\.0\.0\.1:\d+/u.exec(program.out)?.[0] ?? this.address;
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    this.#program?.child.kill(signal);
    await this.#program?.end();
  }
}

/** An agent, and what it knows of its password: the last that was acknowledged, and those that may be good. */
class Agent {
  readonly #who: { readonly tag: string; readonly model: string; readonly nonce: string };
  readonly #caCert: string;
  #acknowledged: string;
  #open: string[] = [];
  #count = 0;
  changes = 0;

  constructor(
    machine: { readonly tag: string; readonly model: string; readonly nonce: string },
    password: string,
    caCert: string,
  ) {
    this.#who = machine;
    this.#acknowledged = password;
    this.#caCert = caCert;
  }

  /** Which of the passwords lets it in there; undefined where none does. */
  async admittedBy(address: string): Promise<string | undefined> {
    for (const password of [...this.#open.toReversed(), this.#acknowledged]) {
      if (await this.#isAdmitted(address, password)) return password;
    }
    return undefined;
  }

  /** Changes its password by one of the controllers, where that is there and answers. */
  async change(address: string): Promise<void> {
    const controller: Reachable = { address, caCert: this.#caCert };
    this.#count += 1;
    const next = `the password ${this.#count} of ${this.#who.tag}`;
    for (const password of [...this.#open.toReversed(), this.#acknowledged]) {
      try {
        const peer = await loggedIn(controller, this.#who.model, { ...this.#who, password });
        this.#open.push(next);
        const changes = [{ tag: this.#who.tag, password: next }];
        const answer = await call(peer, "Agent", "SetPasswords", { changes });
        if (JSON.stringify(answer) !== '{"results":[{}]}') throw new Error(JSON.stringify(answer));
        this.#acknowledged = next;
        this.#open = [];
        this.changes += 1;
        await peer.close();
        return;
      } catch (error) {
        if (!isRefused(error)) return; // it is away, or goes: what was asked may have been done
      }
    }
    throw new Error(`${this.#who.tag} is locked out of ${address}`);
  }

  async #isAdmitted(address: string, password: string): Promise<boolean> {
    for (;;) {
      try {
        const at: Reachable = { address, caCert: this.#caCert };
        const peer = await loggedIn(at, this.#who.model, { ...this.#who, password });
        await peer.close();
        return true;
      } catch (error) {
        if (isRefused(error)) return false;
        if (!(error instanceof ApiError) || error.code !== "try again") throw error;
        await sleep(250, { clock: systemClock });
      }
    }
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "unauthorized access";

const one = <T>(choices: readonly T[], random: Random): T => {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) throw new Error("there is nothing to choose from");
  return chosen;
};

const server = postgresForAll();

describe.skipIf(missing !== "")(`three controllers and PostgreSQL ${missing}`, () => {
  test(`lose no password that was acknowledged, whichever of them goes (FLEET_SEED=${seed})`, async () => {
    const random = seededRandom(seed);
    const store = await server().freshDatabase();
    const first = new Instance(store);
    await first.start();
    const instances = [first, new Instance(store, first), new Instance(store, first)];
    onTestFinished(async () => {
      await Promise.all(instances.map((instance) => instance.end("SIGKILL")));
    });
    await Promise.all(instances.slice(1).map((instance) => instance.start()));
    const agents: Agent[] = [];
    {
      await using admin = await openStoreAdmin({ dataDir: first.dataDir, store });
      for (let index = 0; index < AGENTS; index += 1) {
        const machine = await admin.addMachine();
        agents.push(new Agent(machine, machine.password, admin.caCert));
      }
    }
    const restart = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
      const instance = one(instances, random);
      await instance.end(signal);
      await instance.start();
    };
    const events: Readonly<Record<string, () => Promise<void>>> = {
      "a controller is stopped": () => restart("SIGTERM"),
      "a controller is killed": () => restart("SIGKILL"),
      "PostgreSQL is restarted": () => server().restart(),
      "PostgreSQL is killed": async () => {
        await server().stop("kill");
        await server().restart();
      },
    };
    const told: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = one(Object.keys(events), random);
      told.push(name);
      const asked = agents.map((agent) => agent.change(one(instances, random).address));
      await Promise.all([...asked, events[name]?.()]);
    }
    for (const agent of agents) {
      const admitted = await Promise.all(instances.map(({ address }) => agent.admittedBy(address)));
      expect({ told, admitted: new Set(admitted).size }).toEqual({ told, admitted: 1 });
      expect(admitted[0]).toBeDefined();
    }
    // It is not for want of trying.
    expect(agents.reduce((sum, { changes }) => sum + changes, 0)).toBeGreaterThan(AGENTS);
  });
});
