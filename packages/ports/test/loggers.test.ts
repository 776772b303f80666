import { describe, expect, test } from "vitest";

import { HIDDEN, hideSecrets, labelledLogger, type Logger, teeLogger } from "../src/index.js";

function notebook(): Logger & { readonly lines: unknown[] } {
  const lines: unknown[] = [];
  const note = (level: string) => (message: string, fields: object | undefined) =>
    void lines.push([level, message, fields]);
  return {
    lines,
    debug: note("debug"),
    info: note("info"),
    warn: note("warn"),
    error: note("error"),
  };
}

const levels = ["debug", "info", "warn", "error"] as const;

test("a labelled logger adds its label to each line; a field of the line's own wins", () => {
  const log = notebook();
  const labelled = labelledLogger(log, { model: "deadbe" });
  for (const level of levels) labelled[level]("said", { ms: 1 });
  labelled.info("said", { model: "other" });
  expect(log.lines).toEqual([
    ...levels.map((level) => [level, "said", { model: "deadbe", ms: 1 }]),
    ["info", "said", { model: "other" }],
  ]);
});

test("a tee says each line to both", () => {
  const [one, other] = [notebook(), notebook()];
  const tee = teeLogger(one, other);
  for (const level of levels) tee[level]("said", { ms: 1 });
  expect(one.lines).toEqual(levels.map((level) => [level, "said", { ms: 1 }]));
  expect(other.lines).toEqual(one.lines);
});

describe("secrets among the fields", () => {
  test("are hidden by their names, in any case, down to two levels below the field", () => {
    const entries = [{ token: "a" }, { tag: "machine-0" }];
    expect(
      hideSecrets({
        Password: "a",
        login: { oldPassword: "a", info: { macaroons: ["a"], tag: "machine-0" } },
        entries,
      }),
    ).toEqual({
      Password: HIDDEN,
      login: { oldPassword: HIDDEN, info: { macaroons: HIDDEN, tag: "machine-0" } },
      entries: [{ token: HIDDEN }, { tag: "machine-0" }],
    });
    expect(entries[0]).toEqual({ token: "a" });
  });

  test("of which there are none leave every value the same object", () => {
    const fields = { error: new Error("no"), at: new Date(0), list: [1], bytes: Buffer.alloc(4) };
    const shown = hideSecrets(fields);
    for (const [name, value] of Object.entries(fields)) expect(shown[name]).toBe(value);
  });

  test("are looked for without harm in what loops, and in what cannot be read", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = Object.defineProperty({}, "tag", {
      enumerable: true,
      get: () => {
        throw new Error("not yours");
      },
    });
    const fields = { loop, proxy, hostile };
    const shown = hideSecrets(fields);
    for (const [name, value] of Object.entries(fields))
      expect(Object.is(shown[name], value)).toBe(true);
  });
});
