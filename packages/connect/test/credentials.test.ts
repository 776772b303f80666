import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type AgentConfig, generatePassword } from "../src/index.js";
import { credentialsOf } from "../src/agent.js";
import { acceptedKey, fingerprint, rotationStep } from "../src/credentials.js";
import { configOf } from "./config-of.js";

const [O, N] = [generatePassword(), generatePassword()];
const marked = (password: string): Record<string, string> => ({
  [acceptedKey]: fingerprint(password),
});

describe("what a configuration says of its passwords", () => {
  test("an agent that was just created knows only what it was given", () => {
    const state = credentialsOf(configOf({ old: O }));
    expect(state).toEqual({ kind: "bootstrap", known: [O], admitted: false });
  });

  test("a password that no login has used is a candidate, also in a file of real Juju's", () => {
    const state = credentialsOf(configOf({ current: N, old: O }));
    expect(state).toEqual({ kind: "proposed", candidate: N, known: [N, O], admitted: false });
  });

  test("a candidate behind which the accepted one was marked comes from an admitted agent", () => {
    const state = credentialsOf(configOf({ current: N, old: O, values: marked(O) }));
    expect(state).toEqual({ kind: "proposed", candidate: N, known: [N, O], admitted: true });
  });

  test("a password that a login has used is confirmed", () => {
    const state = credentialsOf(configOf({ current: N, old: O, values: marked(N) }));
    expect(state).toEqual({ kind: "confirmed", password: N, known: [N, O], admitted: true });
  });

  test("a mark of a password that somebody has replaced by hand says nothing", () => {
    const state = credentialsOf(configOf({ current: N, old: O, values: marked("gone") }));
    expect(state.admitted).toBe(false);
  });

  test("without any password there is nothing to know", () => {
    expect(credentialsOf(configOf({}))).toEqual({ kind: "none", known: [], admitted: false });
  });

  test("the mark does not tell the password", () => {
    expect(fingerprint(N)).not.toContain(N);
    expect(fingerprint(N)).toHaveLength(22);
  });
});

const isShort = (password: string): boolean => Buffer.byteLength(password) < 24;

describe("what follows a login", () => {
  const step = (config: AgentConfig, accepted: string): unknown =>
    rotationStep(credentialsOf(config), accepted);

  test("the given password leads to a fresh one", () => {
    expect(step(configOf({ old: O }), O)).toEqual({ kind: "propose-fresh", accepted: O });
  });

  test("a refused candidate is proposed again, never replaced", () => {
    const expected = { kind: "propose", candidate: N, accepted: O };
    expect(step(configOf({ current: N, old: O }), O)).toEqual(expected);
  });

  test("so is a confirmed password that a restored controller no longer knows", () => {
    const config = configOf({ current: N, old: O, values: marked(N) });
    expect(step(config, O)).toEqual({ kind: "propose", candidate: N, accepted: O });
  });

  test("an accepted candidate stays, confirmed before or not", () => {
    const expected = { kind: "keep", password: N };
    expect(step(configOf({ current: N, old: O }), N)).toEqual(expected);
    expect(step(configOf({ current: N, old: O, values: marked(N) }), N)).toEqual(expected);
  });

  test("a candidate that no controller can have taken is replaced", () => {
    expect(step(configOf({ current: "short", old: O }), O)).toMatchObject({
      kind: "propose-fresh",
    });
  });

  test("property: whatever is known, the accepted password is never dropped from what is", () => {
    const password = fc.oneof(fc.constant(""), fc.string({ minLength: 1, maxLength: 40 }));
    const configs = fc.record({
      current: password,
      old: password,
      kept: fc.array(password, { maxLength: 3 }),
      mark: fc.nat(4),
    });
    fc.assert(
      fc.property(configs, fc.nat(4), ({ mark, ...credentials }, choice) => {
        const known = credentialsOf(configOf(credentials)).known;
        const accepted = known[choice % known.length];
        if (accepted === undefined) return;
        const values = marked(known[mark % known.length] ?? "");
        const next = rotationStep(credentialsOf(configOf({ ...credentials, values })), accepted);
        const current = { value: credentials.current, short: isShort(credentials.current) };
        expect(next).toEqual(
          accepted === current.value
            ? { kind: "keep", password: accepted }
            : current.short
              ? { kind: "propose-fresh", accepted }
              : { kind: "propose", candidate: current.value, accepted },
        );
      }),
    );
  });
});
