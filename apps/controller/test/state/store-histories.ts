// Random histories of a store: commits from several openers at once, each of which takes the next ticket of one
// counter. The tickets are the order in which the bodies must have run: each once, none twice, none before one
// that had ended when it was asked for; and what was done in that order, told by a model of a few maps, is what
// each body said and what all can read at the end.
import { parseUuid, type Uuid } from "@holdfast/names";
import { hasCode, seededRandom, type Random } from "@holdfast/ports";

import { storedHash } from "../../src/state/password-hash.js";
import type { Store, StoreView, StoreWriter } from "../../src/state/store.js";

/** What one body does, besides taking a ticket. */
export interface Deed {
  readonly kind:
    | "add model"
    | "remove model"
    | "add agent"
    | "remove agent"
    | "rename"
    | "grant"
    | "user"
    | "remove user";
  readonly model: number;
  readonly other: number;
  /** Whether what fails within it takes all of it back, or is caught. */
  readonly fails: "whole" | "alone";
}

interface Done {
  readonly deed: Deed;
  readonly ticket: number;
  readonly said: string;
  /** When it was asked for, and when it ended, by one count of such moments. */
  readonly asked: number;
  readonly ended: number;
}

const KINDS: readonly Deed["kind"][] = [
  "add model",
  "add model",
  "remove model",
  "add agent",
  "add agent",
  "remove agent",
  "rename",
  "grant",
  "user",
  "remove user",
];
const MODELS = 4;
const OTHERS = 5;

const uuid = (model: number): Uuid => parseUuid(`00000000-0000-4000-8000-00000000000${model}`);
const machine = (other: number): string => `machine-${other}`;
const user = (other: number): string => `user${other}`;
const hash = storedHash("a hash");

/** The first of what is wrong with the history; undefined where nothing is. */
export async function historyFault(
  openers: readonly Store[],
  options: { readonly seed: number; readonly commits: number },
): Promise<string | undefined> {
  const random = seededRandom(options.seed);
  const done: Done[] = [];
  const faults: string[] = [];
  let moment = 0;
  const one = async (store: Store): Promise<void> => {
    const deed = someDeed(random);
    const asked = ++moment;
    try {
      const { ticket, said } = await store.commit((tx) => ticketed(tx, deed));
      done.push({ deed, ticket, said, asked, ended: ++moment });
    } catch (error) {
      if (!hasCode(error, "ERR_NOT_FOUND") && !hasCode(error, "ERR_ALREADY_EXISTS")) throw error;
    }
  };
  const look = async (store: Store): Promise<void> => {
    const latest = done.reduce((most, { ticket }) => Math.max(most, ticket), 0);
    await store.fresh(new AbortController().signal);
    const seen = counter(store);
    if (seen < latest) faults.push(`after ${latest} had ended, one that was fresh saw ${seen}`);
  };
  const opener = async (store: Store): Promise<void> => {
    for (let left = Math.ceil(options.commits / openers.length); left > 0;) {
      const some = Math.min(left, 1 + Math.floor(random() * 4));
      left -= some;
      await Promise.all([...Array.from({ length: some }, () => one(store)), look(store)]);
    }
  };
  await Promise.all(openers.map(opener));
  return faults[0] ?? orderFault(done) ?? (await stateFault(openers, done));
}

function someDeed(random: Random): Deed {
  return {
    kind: KINDS[Math.floor(random() * KINDS.length)] ?? "rename",
    model: Math.floor(random() * MODELS),
    other: Math.floor(random() * OTHERS),
    fails: random() < 0.3 ? "whole" : "alone",
  };
}

const counter = (view: StoreView): number =>
  Number(view.settings.get("next-ca-vouches-until") ?? 0);

function ticketed(tx: StoreWriter, deed: Deed): { readonly ticket: number; readonly said: string } {
  const ticket = counter(tx) + 1;
  tx.settings.set({ "next-ca-vouches-until": String(ticket) });
  return { ticket, said: outcome(deed, () => carryOut(tx, deed)) };
}

/** How it went, in a word; what failed as a whole is thrown. */
function outcome(deed: Deed, act: () => void): string {
  try {
    act();
    return "done";
  } catch (error) {
    if (deed.fails === "whole") throw error;
    return hasCode(error, "ERR_NOT_FOUND") ? "not found" : "exists";
  }
}

function carryOut(tx: StoreWriter, { kind, model, other }: Deed): void {
  const id = uuid(model);
  switch (kind) {
    case "add model":
      tx.models.add({ name: `m${model}`, uuid: id }, 1);
      return;
    case "remove model":
      tx.models.remove(id);
      return;
    case "add agent": {
      const agent = { model: id, tag: machine(other), passwordHash: hash, nonce: "" };
      tx.agents.add({ ...agent, managesModels: false, containerType: "" }, 1);
      return;
    }
    case "remove agent":
      tx.agents.remove(id, machine(other));
      return;
    case "rename":
      tx.models.setConfig(id, new Map([[`key${other}`, "set"]]));
      tx.agents.setLife(id, machine(other), "dying");
      return;
    case "grant":
      tx.models.get(id);
      tx.users.grant(id, user(other), "write");
      return;
    case "user":
      tx.users.put({ name: user(other), passwordHash: hash, access: "login" }, 1);
      return;
    case "remove user":
      tx.users.remove(user(other));
  }
}

function orderFault(done: readonly Done[]): string | undefined {
  const order = done.toSorted((one, other) => one.ticket - other.ticket);
  for (const [index, { ticket, asked }] of order.entries()) {
    if (ticket !== index + 1) return `ticket ${index + 1} was taken by none, or ${ticket} by two`;
    const late = order.slice(index + 1).find(({ ended }) => ended < asked);
    if (late !== undefined) return `${late.ticket} had ended before ${ticket} was asked for`;
  }
  return undefined;
}

async function stateFault(
  openers: readonly Store[],
  done: readonly Done[],
): Promise<string | undefined> {
  const reference = new Reference();
  for (const { deed, ticket, said } of done.toSorted((one, other) => one.ticket - other.ticket)) {
    const expected = reference.act(deed);
    if (said !== expected)
      return `ticket ${ticket}, ${JSON.stringify(deed)}, said "${said}", not "${expected}"`;
  }
  for (const [index, store] of openers.entries()) {
    await store.fresh(new AbortController().signal);
    if (counter(store) !== done.length)
      return `opener ${index} counts ${counter(store)}, not ${done.length}`;
    const [seen, wanted] = [JSON.stringify(shown(store)), JSON.stringify(reference.shown())];
    if (seen !== wanted) return `opener ${index} sees ${seen}, not ${wanted}`;
  }
  return undefined;
}

interface ModelShown {
  readonly uuid: string;
  readonly agents: readonly string[];
  readonly config: readonly string[];
  readonly users: readonly string[];
}

function shown(view: StoreView): readonly [readonly ModelShown[], readonly string[]] {
  const models = view.models.list().map(({ uuid: id }): ModelShown => ({
    uuid: id,
    agents: view.agents.list(id).map(({ tag, life }) => `${tag} ${life}`),
    config: [...view.models.config(id).keys()].toSorted(),
    users: view.users.ofModel(id).map(({ user: { name } }) => name),
  }));
  return [models, view.users.list().map(({ name }) => name)];
}

/** The same in maps. */
class Reference {
  readonly #models = new Map<
    number,
    {
      readonly agents: Map<number, string>;
      readonly config: Set<string>;
      readonly users: Set<string>;
    }
  >();
  readonly #users = new Set<string>();

  act({ kind, model: id, other }: Deed): string {
    const model = this.#models.get(id);
    if (kind === "user") {
      this.#users.add(user(other));
      return "done";
    }
    if (kind === "remove user") {
      for (const { users } of this.#models.values()) users.delete(user(other));
      return this.#users.delete(user(other)) ? "done" : "not found";
    }
    if (kind === "add model") {
      if (model !== undefined) return "exists";
      this.#models.set(id, { agents: new Map(), config: new Set(), users: new Set() });
      return "done";
    }
    if (model === undefined) return "not found";
    switch (kind) {
      case "remove model":
        this.#models.delete(id);
        return "done";
      case "add agent":
        if (model.agents.has(other)) return "exists";
        model.agents.set(other, "alive");
        return "done";
      case "remove agent":
        return model.agents.delete(other) ? "done" : "not found";
      case "rename":
        // What came before the fault within the body is kept where the body caught it.
        model.config.add(`key${other}`);
        if (!model.agents.has(other)) return "not found";
        model.agents.set(other, "dying");
        return "done";
      case "grant":
        if (!this.#users.has(user(other))) return "not found";
        model.users.add(user(other));
        return "done";
    }
  }

  shown(): ReturnType<typeof shown> {
    const models = [...this.#models]
      .toSorted(([one], [other]) => one - other)
      .map(([id, { agents, config, users }]) => ({
        uuid: uuid(id),
        agents: [...agents].map(([number, life]) => `${machine(number)} ${life}`).toSorted(),
        config: [...config].toSorted(),
        users: [...users].toSorted(),
      }));
    return [models, [...this.#users].toSorted()];
  }
}
