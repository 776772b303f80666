import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import { createLogger, type LogFormat, type LogLevel, wantsColor } from "../src/index.js";

function logger(
  format: LogFormat,
  options: { level?: LogLevel; terminal?: boolean; stack?: boolean } = {},
) {
  const lines: string[] = [];
  const log = createLogger({
    format,
    level: options.level ?? "debug",
    name: "machine-agent",
    write: (line) => void lines.push(line),
    clock: new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
    ...options,
  });
  return { log, lines };
}

describe("JSON lines", () => {
  test("one object a line, with the time in UTC", () => {
    const { log, lines } = logger("json");
    log.warn("slow", { ms: 12 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "warn",
        time: "2026-01-02T03:04:05.678Z",
        program: "machine-agent",
        msg: "slow",
        ms: 12,
      },
    ]);
    expect(lines[0]).toMatch(/^[^\n]*\n$/);
  });

  test("errors keep their code and their causes; stacks come only when asked for", () => {
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    const error = new Error("cannot open api", { cause });
    const { log, lines } = logger("json");
    log.error("failed", { error });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      error: {
        name: "Error",
        message: "cannot open api",
        causes: [{ code: "ECONNREFUSED", message: "refused" }],
      },
    });
    expect(lines[0]).not.toContain("logger.test.ts");
    const verbose = logger("json", { stack: true });
    verbose.log.error("failed", { error });
    expect(verbose.lines[0]).toContain("logger.test.ts");
  });

  test("whatever is given, it does not throw", () => {
    const { log, lines } = logger("json");
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    log.info("odd", {
      loop,
      big: 10n,
      nothing: undefined,
      thrower: {
        toJSON: () => {
          throw new Error("no");
        },
      },
    });
    log.info("own names", { level: "x", time: 1, msg: "y", program: "z" });
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({
      level: "info",
      level_: "x",
      msg: "own names",
      msg_: "y",
    });
  });

  test("no word of a peer moves a cursor, begins a line or fills the disk, wherever it stands", () => {
    const hostile = `\u001b]0;owned\u0007\u009b2J\u2028\nforged ${"e".repeat(15_000_000)}`;
    const told = new Error(hostile, {
      cause: Object.assign(new Error(hostile), { code: hostile }),
    });
    for (const format of ["json", "human"] as const) {
      for (const stack of [true, false]) {
        const { log, lines } = logger(format, { stack });
        log.error(hostile, {
          error: told,
          reason: hostile,
          nested: { list: [hostile], [hostile]: 1 },
          many: Array.from({ length: 100_000 }, () => "h"),
        });
        const [line = ""] = lines;
        expect(line.length).toBeLessThan(100_000);
        // oxlint-disable-next-line no-control-regex -- they are what must not be left
        expect(line).not.toMatch(/[\u001b\u0007\u009b\u2028]/u);
        expect(line).not.toMatch(/^forged/mu);
      }
    }
  });

  test("fields named like secrets are blotted out", () => {
    const { log, lines } = logger("json");
    log.info("config", {
      password: "hunter2",
      info: { oldPassword: "hunter2", deep: { macaroons: ["hunter2"] } },
    });
    expect(lines[0]).not.toContain("hunter2");
  });
});

describe("lines for people", () => {
  test("time, level, program, message, then fields; on one line", () => {
    const { log, lines } = logger("human");
    log.info("connected\nto it", { address: "10.0.0.7:17070", note: "two words", tries: 2 });
    expect(lines).toEqual([
      '2026-01-02T03:04:05.678Z info  machine-agent connected\\nto it  address=10.0.0.7:17070 note="two words" tries=2\n',
    ]);
  });

  test("an error is its codes and messages, outermost first", () => {
    const { log, lines } = logger("human");
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    log.error("failed", { error: new Error("cannot open api", { cause }) });
    expect(lines[0]).toContain('error="cannot open api <- ECONNREFUSED: refused"');
  });

  test("words that a wrapper repeats from its cause are said once; the cause's code remains", () => {
    const cause = Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" });
    const { log, lines } = logger("human");
    log.error("failed", { error: new Error("cannot open api: connect refused", { cause }) });
    expect(lines[0]).toContain('error="cannot open api: connect refused <- ECONNREFUSED"');
  });

  test("on a terminal coloured, with the time of day alone", () => {
    const { log, lines } = logger("human", { terminal: true });
    log.error("failed");
    expect(lines[0]).toContain("\u001b[31merror\u001b[39m");
    expect(lines[0]).toContain("03:04:05.678");
    expect(lines[0]).not.toContain("2026");
  });
});

test.each([
  ["debug", ["debug", "info", "warn", "error"]],
  ["info", ["info", "warn", "error"]],
  ["error", ["error"]],
  ["silent", []],
] as const)("level %s lets through %j", (level, through) => {
  const { log, lines } = logger("json", { level });
  for (const each of ["debug", "info", "warn", "error"] as const) log[each]("said");
  expect(lines.map((line) => /"level":"(\w+)"/.exec(line)?.[1])).toEqual(through);
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: true }, { NO_COLOR: "" }, true],
  [{ isTTY: true }, { TERM: "dumb" }, false],
  [{ isTTY: false }, { FORCE_COLOR: "1" }, true],
  [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
  [{ isTTY: false }, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
])("colour on %o with %o: %s", (stream, env, colored) => {
  expect(wantsColor(stream, env)).toBe(colored);
});
