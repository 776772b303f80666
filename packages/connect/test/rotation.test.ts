// The rotation against a controller that may do with requests whatever a network and a crash can make
// of them, in memory: many short histories, each from a seed that fast-check prints where one fails.
import * as fc from "fast-check";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import {
  type Agent,
  type AgentConfigSetter,
  type ApiCaller,
  generatePassword,
  isChangedPassword,
  replacePassword,
  rotate,
} from "../src/index.js";
import { passwordMadeAt } from "../src/agent.js";
import { configOf } from "./config-of.js";

/** What becomes of one attempt: at which step it ends, and what becomes of its request. */
type Fate =
  | "all goes well"
  | "crash before the write"
  | "crash after the write"
  | "request lost"
  | "reply lost"
  | "request held";

const fates: readonly Fate[] = [
  "all goes well",
  "crash before the write",
  "crash after the write",
  "request lost",
  "reply lost",
  "request held",
];

/** An agent's two slots on disk, and a controller that takes whatever password it is told. */
class World {
  current = "";
  old = generatePassword();
  values: Record<string, string> = {};
  accepted: string = this.old;
  /** Requests that were given up on, and may be applied at any later time. */
  readonly held: string[] = [];
  /** Every password that the controller ever accepted: what a backup may bring back. */
  readonly past: string[] = [this.old];

  get onDisk(): string[] {
    return [this.current, this.old].filter((password) => password !== "");
  }

  apply(password: string): void {
    this.accepted = password;
    this.past.push(password);
  }

  agent(fate: Fate): Agent {
    return {
      currentConfig: () =>
        configOf({ current: this.current, old: this.old, values: { ...this.values } }),
      changeConfig: async (mutate) => {
        if (fate === "crash before the write") throw new Error(fate);
        const draft = { current: this.current, old: this.old, values: { ...this.values } };
        mutate(setterOf(draft));
        await Promise.resolve();
        Object.assign(this, draft);
        if (fate === "crash after the write") throw new Error(fate);
      },
    };
  }

  caller(fate: Fate): ApiCaller {
    const call: ApiCaller["call"] = async ({ params }) => {
      const password = passwordIn(params);
      if (fate === "request held") this.held.push(password);
      if (fate === "all goes well" || fate === "reply lost") this.apply(password);
      if (fate !== "all goes well") throw new Error(fate);
      return Promise.resolve({ results: [{}] });
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rotation calls, and nothing else
    return { call } as ApiCaller;
  }

  /** One start of the agent: log in with what is on disk, then rotate. */
  async attempt(fate: Fate): Promise<"kept" | "replaced" | "failed"> {
    const accepted = this.onDisk.find((password) => password === this.accepted);
    if (accepted === undefined) throw new Error("locked out");
    try {
      return await rotate({ agent: this.agent(fate), caller: this.caller(fate), accepted });
    } catch (error) {
      if (isChangedPassword(error)) throw error;
      return "failed";
    }
  }
}

function setterOf(draft: {
  current: string;
  old: string;
  values: Record<string, string>;
}): AgentConfigSetter {
  return {
    setPassword: (password) => void (draft.current = password),
    setOldPassword: (password) => void (draft.old = password),
    setValue: (key, value) => void (draft.values[key] = value ?? ""),
    migrate: () => undefined,
    setApiAddresses: () => undefined,
    setCaCert: () => undefined,
  };
}

function passwordIn(params: unknown): string {
  const found: string[] = [];
  JSON.stringify(params, (key, value: unknown) => {
    if (key === "password") found.push(String(value));
    return value;
  });
  return found[0] ?? "";
}

type Step =
  | { readonly kind: "attempt"; readonly fate: Fate }
  | { readonly kind: "apply held"; readonly index: number }
  | { readonly kind: "restore backup"; readonly index: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("attempt" as const),
        fate: fc.constantFrom(...fates),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("apply held" as const), index: fc.nat(9) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("restore backup" as const), index: fc.nat(9) }),
    },
  ),
  { maxLength: 40 },
);

async function play(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case "attempt":
      await world.attempt(step.fate);
      break;
    case "apply held": {
      const password = world.held[step.index % Math.max(1, world.held.length)];
      // It stays: a request may be repeated as well as late.
      if (password !== undefined) world.apply(password);
      break;
    }
    case "restore backup":
      world.accepted = world.past[step.index % world.past.length] ?? world.accepted;
      break;
  }
}

describe("a rotation", () => {
  test("property: after any history a password on disk is accepted, and two attempts settle it", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const world = new World();
        for (const step of history) {
          await play(world, step);
          expect(world.onDisk).toContain(world.accepted);
        }
        // Once faults stop: one attempt may replace the password, the next is a plain login.
        const first = await world.attempt("all goes well");
        expect(["kept", "replaced"]).toContain(first);
        expect(await world.attempt("all goes well")).toBe("kept");
        expect(world.accepted).toBe(world.current);
      }),
      { numRuns: 2_000 },
    );
  });

  test("generates once: whatever happens, one password is ever proposed", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const world = new World();
        const bootstrap = world.old;
        const proposed = new Set<string>();
        for (const step of history) {
          await play(world, step);
          if (world.current !== "") proposed.add(world.current);
        }
        expect(proposed.size).toBeLessThanOrEqual(1);
        expect(new Set(world.past).size).toBeLessThanOrEqual(2);
        expect(world.past[0]).toBe(bootstrap);
      }),
      { numRuns: 500 },
    );
  });

  test("with a candidate from outside puts the accepted one behind it, before the wire", async () => {
    const world = new World();
    const accepted = world.accepted;
    const candidate = "from a secret manager, long enough";
    const lost = replacePassword({
      agent: world.agent("request lost"),
      caller: world.caller("request lost"),
      accepted,
      candidate,
    });
    await expect(lost).rejects.toThrow("request lost");
    expect([world.current, world.old, world.accepted]).toEqual([candidate, accepted, accepted]);
  });

  test("notes when it made a password, by its clock, and not again when it proposes it again", async () => {
    const world = new World();
    const clock = new VirtualClock(5000);
    const attempt = (fate: Fate) =>
      rotate({
        agent: world.agent(fate),
        caller: world.caller(fate),
        accepted: world.accepted,
        clock,
      });
    await expect(attempt("request lost")).rejects.toThrow("request lost");
    const madeAt = () => passwordMadeAt(world.agent("all goes well").currentConfig());
    expect(madeAt()).toBe(5000);
    await clock.advance(1000);
    expect(await attempt("all goes well")).toBe("replaced");
    expect(madeAt()).toBe(5000);
  });

  test("that is interrupted after the write tells the controller nothing", async () => {
    const world = new World();
    const stop = new AbortController();
    const agent = world.agent("all goes well");
    const reason = new Error("shutting down");
    const interrupted = rotate({
      agent: {
        currentConfig: () => agent.currentConfig(),
        changeConfig: async (mutate) => {
          await agent.changeConfig(mutate);
          stop.abort(reason);
        },
      },
      caller: world.caller("all goes well"),
      accepted: world.accepted,
      signal: stop.signal,
    });
    await expect(interrupted).rejects.toBe(reason);
    expect(world.accepted).toBe(world.old);
    expect(world.current).not.toBe("");
  });
});
