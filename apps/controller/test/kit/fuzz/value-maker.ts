import type { Shape } from "@holdfast/facades/testing";

import type { Choices } from "./choices.js";
import type { Live } from "./live.js";
import { subjectsOf } from "./subjects.js";

const PASSWORD = "a password of the fuzzer's own choice";
const STRANGE: readonly unknown[] = [
  null,
  -1,
  1e308,
  2 ** 53,
  true,
  "",
  "\u0000",
  "\u001b[2J\n",
  "__proto__",
  "x".repeat(5000),
  "machine-0-lxd-999999999999999999999",
  "user-ünï@x",
  [],
  {},
  [[[[]]]],
  { __proto__: null, constructor: { name: 1 } },
];

/** What a member of that name may say, by what it is about; the chances are those of the list. */
function wordsOf(name: string, live: Live): readonly string[] | undefined {
  const model = `model-${live.model}`;
  const user = live.users.map((one) => `user-${one}`);
  const words: Readonly<Record<string, readonly string[]>> = {
    "user-tag": [...user, live.self],
    "owner-tag": [...user, live.self],
    qualifier: live.users,
    "model-tag": live.models.map((one) => `model-${one}`),
    "claimant-tag": [live.self],
    "entity-tag": [model, model, ...live.tags],
    "machine-tag": [live.self, live.self, live.self, "machine-99"],
    machine: [live.self, live.self, "machine-99"],
    "attachment-tag": ["volume-0", "filesystem-0"],
    "cloud-tag": ["cloud-holdfast", "cloud-nine"],
    username: [live.fresh(), live.fresh(), "admin"],
    name: [live.fresh(), live.fresh(), "machine-0", "A b"],
    "display-name": ["Somebody", ""],
    password: [PASSWORD, PASSWORD, "short"],
    version: ["3.6.28-ubuntu-amd64", "4.1-beta2-ubuntu-arm64", "nonsense"],
    action: ["grant", "revoke", "steal"],
    access: ["read", "write", "admin", "login", "add-model", "superuser", "nothing"],
    status: ["started", "stopped", "error", "down"],
    "interface-name": ["eth0", "br-0", ""],
    "interface-type": ["ethernet", "bridge", "tunnel"],
    "mac-address": ["00:16:3e:aa:bb:cc", "", "nonsense"],
    scope: ["local-cloud", "public", "local-machine"],
    type: ["ipv4", "ipv6", "lxd"],
    value: ["10.0.0.7", "2001:db8::1", "10.0.4.17/24"],
    cidr: ["10.0.0.0/24"],
    keys: ["http-proxy", "no-proxy", "logging-config", "nonsense"],
    patterns: ["0", "*", "mysql/*", "machine-*", "*".repeat(50)],
    phase: ["QUIESCE", "IMPORT", "NONE"],
    "migration-id": ["m:1"],
    reason: ["expired"],
  };
  return words[name];
}

interface How {
  readonly live: Live;
  /** Whether something in it may be what it should not. */
  readonly strange: boolean;
  /** Whether lists are to be short, since each thing in them takes long. */
  readonly few: boolean;
  readonly call: { readonly facade: string; readonly method: string };
}

/** Makes parameters that fit a shape, or, now and then, nearly. */
export class ValueMaker {
  readonly #choices: Choices;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  params(
    shape: Shape,
    live: Live,
    about: { readonly call: { facade: string; method: string }; readonly few: boolean },
  ): unknown {
    const strange = this.#choices.oneIn(12);
    return this.#value(shape, "", { ...about, live, strange });
  }

  #value(shape: Shape, name: string, how: How): unknown {
    const choices = this.#choices;
    if (how.strange && choices.oneIn(8)) return choices.one(STRANGE);
    switch (shape.kind) {
      case "text":
        return this.#text(name, how);
      case "integer":
        return choices.one(name === "duration" ? [5e9, 6e9, 1] : [0, 1, 1500, -1]);
      case "flag":
        return choices.oneIn(2);
      case "anything":
        return choices.one<unknown>(["x", 1, null, { since: [1, { a: null }] }]);
      case "list":
        return Array.from({ length: this.#length(how) }, () => this.#value(shape.item, name, how));
      case "map":
        return { [this.#text("keys", how)]: this.#value(shape.value, name, how) };
      case "message":
        return Object.fromEntries(
          [...shape.members].flatMap(([key, { shape: member, optional }]) =>
            optional && choices.oneIn(3) ? [] : [[key, this.#value(member, key, how)]],
          ),
        );
    }
  }

  #text(name: string, { live, call }: How): string {
    const words = subjectsOf(call, name, live) ?? wordsOf(name, live);
    if (words !== undefined && words.length > 0) return this.#choices.one(words);
    // Most are about entities, and most of an agent's about itself.
    if (this.#choices.oneIn(2)) return live.self;
    return this.#choices.one([...live.tags, `model-${live.model}`, "cloud-holdfast", "nonsense"]);
  }

  /** One thing in most lists; now and then as many as may be, and one more. */
  #length({ few }: How): number {
    const chance = this.#choices.below(few ? 38 : 40);
    if (chance < 24) return 1;
    if (chance < 30) return 0;
    if (chance < 38) return 2;
    return chance === 38 ? 100 : 101;
  }
}
