// What every store promises, whatever it keeps its state in. Each is run on the store opened several times over,
// as several controllers open it.
import process from "node:process";

import { silentLogger, systemClock } from "@holdfast/ports";
import { describe, expect, onTestFinished, test } from "vitest";

import { storedHash } from "../../src/state/password-hash.js";
import type { Store } from "../../src/state/store.js";
import { addressesTopic, agentTopic, modelsTopic } from "../../src/state/topics.js";
import { historyFault } from "./store-histories.js";

/** A store to be held to what all promise. */
export interface StoreSubject {
  readonly name: string;
  /** So many openers of one new store; closed at the end of the test. */
  open(openers: number): Promise<readonly Store[]>;
  /** Why it cannot be tried here; "" where it can. */
  readonly missing?: string;
}

const never = new AbortController().signal;
const hash = storedHash("a hash");
const agent = (model: string) => ({
  model,
  tag: "machine-0",
  passwordHash: hash,
  nonce: "",
  managesModels: false,
  containerType: "",
});

async function pair(subject: StoreSubject): Promise<readonly [Store, Store]> {
  const [one, other] = await subject.open(2);
  if (one === undefined || other === undefined) throw new Error("two openers were asked for");
  return [one, other];
}

/** Topics that the opener hears of, from now on. */
function heard(store: Store): string[] {
  const topics: string[] = [];
  const following = store.changes.follow((some) => topics.push(...some), {
    clock: systemClock,
    logger: silentLogger,
  });
  onTestFinished(() => following[Symbol.dispose]());
  return topics;
}

export function storeConformance(subject: StoreSubject): void {
  const { name, missing = "" } = subject;
  describe.skipIf(missing !== "")(`a store in ${name} ${missing}`, () => {
    test("gives every opener what any had committed when it asked for fresh state", async () => {
      const [one, other] = await pair(subject);
      const { uuid } = await one.commit((tx) => tx.models.add({ name: "one" }, 5));
      await other.fresh(never);
      expect(other.models.get(uuid)).toEqual(one.models.get(uuid));
      await other.commit((tx) => tx.models.setLife(uuid, "dying"));
      await one.fresh(never);
      expect(one.models.get(uuid).life).toBe("dying");
    });

    test("lets the one who committed read it at once", async () => {
      const [one] = await pair(subject);
      await one.commit((tx) => tx.settings.set({ "api-addresses": "[]" }));
      expect(one.settings.get("api-addresses")).toBe("[]");
    });

    test("keeps a body whole or not at all, and hands its error on", async () => {
      const [one, other] = await pair(subject);
      const fault = new Error("a fault");
      const failing = one.commit((tx) => {
        tx.models.add({ name: "one" }, 0);
        throw fault;
      });
      const beside = one.commit((tx) => tx.models.add({ name: "two" }, 0));
      await expect(failing).rejects.toBe(fault);
      await beside;
      await other.fresh(never);
      expect(other.models.list().map((model) => model.name)).toEqual(["two"]);
    });

    test("undoes alone what fails within a body that goes on", async () => {
      const [one, other] = await pair(subject);
      await one.commit((tx) => {
        tx.models.add({ name: "one" }, 0);
        expect(() => tx.models.add({ name: "one" }, 0)).toThrow("already");
        tx.models.add({ name: "two" }, 0);
      });
      await other.fresh(never);
      expect(other.models.list()).toHaveLength(2);
    });

    test("shows a body what it has written, and nobody else before it is kept", async () => {
      const [one] = await pair(subject);
      await one.commit((tx) => {
        const { uuid } = tx.models.add({ name: "one" }, 0);
        expect(tx.models.find(uuid)?.name).toBe("one");
        tx.agents.add(agent(uuid), 0);
        expect(tx.agents.nextMachine(uuid)).toBe(1);
      });
      expect(one.models.list()).toHaveLength(1);
    });

    test("takes a model's agents, configuration and users away with it", async () => {
      const [one, other] = await pair(subject);
      const { uuid } = await one.commit((tx) => {
        const model = tx.models.add({ name: "one" }, 0);
        tx.agents.add(agent(model.uuid), 0);
        tx.models.setConfig(model.uuid, new Map([["key", "value"]]));
        tx.users.put({ name: "bob", passwordHash: hash, access: "login" }, 0);
        tx.users.grant(model.uuid, "bob", "read");
        return model;
      });
      await other.fresh(never);
      await other.commit((tx) => tx.models.remove(uuid));
      await one.fresh(never);
      for (const store of [one, other]) {
        expect(store.agents.list(uuid)).toEqual([]);
        expect(store.models.config(uuid).size).toBe(0);
        expect(store.users.grants("bob").size).toBe(0);
        expect(store.users.find("bob")).toBeDefined();
      }
    });

    test("gives what is added again nothing of what was removed in the same body", async () => {
      const [one, other] = await pair(subject);
      const { uuid } = await one.commit((tx) => {
        const model = tx.models.add({ name: "one" }, 0);
        tx.agents.add(agent(model.uuid), 0);
        tx.agents.setAgentVersion(model.uuid, "machine-0", "3.6.1");
        return model;
      });
      await other.fresh(never);
      await other.commit((tx) => {
        tx.models.remove(uuid);
        tx.models.add({ name: "other", uuid }, 7);
        tx.agents.add(agent(uuid), 7);
      });
      await one.fresh(never);
      for (const store of [one, other]) {
        expect(store.models.get(uuid)).toMatchObject({ name: "other", createdAt: 7 });
        expect(store.agents.get(uuid, "machine-0").agentVersion).toBeUndefined();
      }
    });

    test("loses no addition of several who count up at once", async () => {
      const openers = await subject.open(3);
      await Promise.all(
        openers.flatMap((store) =>
          Array.from({ length: 20 }, () =>
            store.commit((tx) => {
              const count = Number(tx.settings.get("api-addresses") ?? 0);
              tx.settings.set({ "api-addresses": String(count + 1) });
            }),
          ),
        ),
      );
      for (const store of openers) {
        await store.fresh(never);
        expect(store.settings.get("api-addresses")).toBe("60");
      }
    });

    test("numbers changes in one order for all, and tells which followed a number", async () => {
      const [one, other] = await pair(subject);
      const { uuid } = await one.commit((tx) => tx.models.add({ name: "one" }, 0));
      const number = one.changes.latest();
      await other.commit((tx) => tx.agents.add(agent(uuid), 0));
      await one.fresh(never);
      expect(other.changes.latest()).toBeGreaterThan(number);
      expect(one.changes.latest()).toBe(other.changes.latest());
      const since = one.changes.since(number, { prefix: `agent ${uuid} `, limit: 10 });
      expect(since).toEqual({ names: ["machine-0"], number: one.changes.latest() });
    });

    test("tells followers at every opener which topics changed", async () => {
      const [one, other] = await pair(subject);
      const [here, there] = [heard(one), heard(other)];
      const { uuid } = await one.commit((tx) => tx.models.add({ name: "one" }, 0));
      expect(here).toContain(modelsTopic);
      await expect.poll(() => there).toContain(modelsTopic);
      await other.commit((tx) => tx.agents.add(agent(uuid), 0));
      expect(there).toContain(agentTopic(uuid, "machine-0"));
      await expect.poll(() => here).toContain(agentTopic(uuid, "machine-0"));
    });

    test("tells nobody of what was not kept, nor of a body that wrote nothing", async () => {
      const [one] = await pair(subject);
      const here = heard(one);
      const before = one.changes.latest();
      expect(await one.commit((tx) => tx.models.list().length)).toBe(0);
      const failing = one.commit((tx) => {
        tx.settings.set({ "api-addresses": "[]" });
        throw new Error("a fault");
      });
      await expect(failing).rejects.toThrow("a fault");
      expect(one.changes.latest()).toBe(before);
      await one.commit((tx) =>
        tx.users.put({ name: "bob", passwordHash: hash, access: "login" }, 0),
      );
      expect(here).not.toContain(addressesTopic);
    });

    test("is the same after it was closed and opened again", async () => {
      const [one, other] = await pair(subject);
      const { uuid } = await one.commit((tx) => tx.models.add({ name: "one" }, 0));
      one[Symbol.dispose]();
      expect(one.isOpen).toBe(false);
      expect(other.isOpen).toBe(true);
      await other.fresh(never);
      expect(other.models.get(uuid).name).toBe("one");
    });

    const seed = Number(process.env["STORE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
    test(`is strictly serialisable: STORE_SEED=${seed}`, async () => {
      for (const openers of [2, 3]) {
        const fault = await historyFault(await subject.open(openers), { seed, commits: 150 });
        expect(fault).toBeUndefined();
      }
    });
  });
}
