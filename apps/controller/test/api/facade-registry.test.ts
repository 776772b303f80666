import { Agent, Pinger } from "@holdfast/facades";
import { describe, expect, test } from "vitest";

import type { Auth, Scope } from "../../src/api/auth.js";
import { FacadeRegistry } from "../../src/api/facade-registry.js";
import { jujuRelease } from "../../src/api/facades/juju-releases.js";
import type { ReleasedFacade } from "../../src/api/juju-release.js";
import { agentsOnly, everyone, type ServedFacade } from "../../src/api/served-facade.js";
import { hashAgentPassword } from "../../src/state/password-hash.js";

const onModel: Scope = { kind: "model", model: "deadbeef-0bad-400d-8000-4b1d0d06f00d" };
const onController: Scope = { kind: "controller" };
const agent: Auth = {
  kind: "agent",
  tag: "machine-0",
  model: "deadbeef-0bad-400d-8000-4b1d0d06f00d",
  managesModels: false,
  pings: true,
  proof: { kind: "password" },
  passwordHash: hashAgentPassword("a password of a test"),
  nonce: "user-admin:bootstrap",
};
const user: Auth = {
  kind: "user",
  user: {
    name: "bob",
    displayName: "bob",
    passwordHash: hashAgentPassword("a password of a test"),
    access: "superuser",
    disabled: false,
    createdAt: 0,
    lastLogin: undefined,
  },
};
const anonymous: Auth = { kind: "anonymous" };

function served(
  { name }: { readonly name: string },
  versions: readonly number[],
  about: Partial<ServedFacade> = {},
): ReleasedFacade {
  const facade: ServedFacade = {
    name,
    on: ["model"],
    methods: () => new Map(),
    allows: everyone,
    call: () => versions,
    ...about,
  };
  return { facade, versions };
}

const { rules } = jujuRelease("3.6");

const FACADES = [
  served(Agent, [10]),
  served(Agent, [3]),
  served(Agent, [4, 5], { on: ["controller"] }),
  served(Pinger, [1], { allows: agentsOnly, on: ["controller"] }),
  served({ name: "NotifyWatcher" }, [1]),
];
const registry = new FacadeRegistry({ rules, facades: FACADES });

describe("a registry of facades", () => {
  test("offers every version that this kind of connection has, the least first", () => {
    expect(registry.offered(agent, onModel)).toEqual([
      { name: "Agent", versions: [3, 10] },
      { name: "NotifyWatcher", versions: [1] },
    ]);
    expect(registry.offered(agent, onController)).toEqual([
      { name: "Agent", versions: [4, 5] },
      { name: "Pinger", versions: [1] },
    ]);
    expect(registry.offered(anonymous, onModel)).toEqual([
      { name: "NotifyWatcher", versions: [1] },
    ]);
  });

  test("finds the version that is asked for, and says what is wrong with any other", () => {
    const find = (
      facade: string,
      version: number,
      scope: Scope = onModel,
      auth: Auth = agent,
    ): ServedFacade => registry.find({ facade, version }, auth, scope);
    expect([find("Agent", 3), find("Agent", 10)]).toEqual([FACADES[1]?.facade, FACADES[0]?.facade]);
    expect(() => find("Agent", 4)).toThrow('unknown version (4) of interface "Agent"');
    expect(() => find("Charms", 1)).toThrow('unknown object type "Charms"');
    expect(() => find("Pinger", 1)).toThrow("not supported for model API connection");
    expect(() => find("Agent", 3, onModel, anonymous)).toThrow("not supported for model");
    expect(() => find("Pinger", 1, onController, user)).toThrow("permission denied");
  });

  test("refuses a version that comes twice", () => {
    const facades = [served(Agent, [3]), served(Agent, [2, 3])];
    expect(() => new FacadeRegistry({ rules, facades })).toThrow(
      "a version of a facade is served twice",
    );
  });
});
