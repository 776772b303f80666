import { Command, Option } from "commander";
import { describe, expect, test } from "vitest";

import {
  addressList,
  type CommandContext,
  EXIT,
  examples,
  type ExitRule,
  runCommand,
  UsageError,
} from "../src/index.js";
import { FakeHost } from "./kit/fake-host.js";

function build(action: (context: CommandContext) => unknown = () => undefined) {
  return (context: CommandContext): Command => {
    const program = new Command("agent").version("1.2.3");
    const command = program
      .command("run")
      .description("run the agent")
      .requiredOption("--data-dir <dir>", "where it lives")
      .addOption(new Option("--controller <list>").argParser(addressList))
      .addOption(new Option("--color <c>").choices(["red", "blue"]))
      .action(async () => {
        await action(context);
      });
    examples(command, [["for machine 0", "agent run --data-dir /var/lib/juju"]]);
    program
      .command("report")
      .argument("[name]")
      .action(() => undefined);
    return program;
  };
}

async function run(
  words: string,
  action?: (context: CommandContext) => unknown,
  more: {
    exits?: readonly ExitRule[];
    env?: Record<string, string>;
    during?: (host: FakeHost) => void | Promise<void>;
  } = {},
) {
  const host = new FakeHost(
    words.split(" ").filter((word) => word !== ""),
    more.env,
  );
  const running = runCommand(build(action), { host, exits: more.exits ?? [] });
  await more.during?.(host);
  const code = await running;
  return { code, host, out: host.out, err: host.err };
}

describe("wrong usage ends with 2 and one line that says what to do", () => {
  test.each([
    [
      "run",
      "error ERR_MISSING_OPTION: required option '--data-dir <dir>' not specified; see `agent run --help`",
    ],
    [
      "run --data-dir x --conroller h:1",
      "error ERR_UNKNOWN_OPTION: unknown option '--conroller' (Did you mean --controller?); see `agent run --help`",
    ],
    [
      "rnu",
      "error ERR_UNKNOWN_COMMAND: unknown command 'rnu' (Did you mean run?); see `agent --help`",
    ],
    [
      "run --data-dir",
      "error ERR_MISSING_VALUE: option '--data-dir <dir>' argument missing; see `agent run --help`",
    ],
    [
      "run --data-dir x --color green",
      "error ERR_INVALID_VALUE: option '--color <c>' argument 'green' is invalid. Allowed choices are red, blue; see `agent run --help`",
    ],
    [
      "run --data-dir x --controller h:1,nope",
      'error ERR_INVALID_ADDRESS: --controller: "nope" is not an address: write HOST:PORT with a port up to 65535, for example 10.0.0.1:17070 or [2001:db8::1]:17070',
    ],
    [
      "report a b",
      "error ERR_EXCESS_ARGUMENT: too many arguments for 'report'. Expected 1 argument but got 2: a, b; see `agent report --help`",
    ],
    [
      "run --data-dir x --log-level loud",
      "error ERR_INVALID_VALUE: option '--log-level <level>' argument 'loud' is invalid. Allowed choices are debug, info, warn, error, silent; see `agent --help`",
    ],
  ])("%s", async (words, line) => {
    const { code, host, out, err } = await run(words);
    expect(err).toBe(`${line}\n`);
    expect([code, host.exitCode, out]).toEqual([EXIT.usage, EXIT.usage, ""]);
  });

  test("no command at all shows the help, then the line", async () => {
    const { code, out, err } = await run("");
    expect(err).toContain("Usage: agent");
    expect(err.trimEnd().split("\n").at(-1)).toBe(
      "error ERR_MISSING_COMMAND: agent needs a command: run, report, completion; see `agent --help`",
    );
    expect([code, out]).toEqual([EXIT.usage, ""]);
  });
});

describe("an action that fails", () => {
  const failing = (error: unknown) => () => {
    throw error;
  };

  test("is told of in one line, whatever lines its message had, and ends with 1", async () => {
    const error = Object.assign(new Error("first\nsecond\u001b[31m"), { code: "ERR_X" });
    const { code, err } = await run("run --data-dir x", failing(error));
    expect(err).toBe("error ERR_X: first\\nsecond\\u001b[31m\n");
    expect(code).toBe(EXIT.failed);
  });

  test("ends with the code of the table's first row that fits anything in its chain", async () => {
    const error = new Error("outer", {
      cause: new AggregateError([new Error("a"), Object.assign(new Error("b"), { code: "ERR_B" })]),
    });
    const { code } = await run("run --data-dir x", failing(error), {
      exits: [
        { error: "ERR_A", exit: EXIT.usage },
        { error: "ERR_B", exit: EXIT.impossible },
        { error: AggregateError, exit: EXIT.usage },
      ],
    });
    expect(code).toBe(EXIT.impossible);
  });

  test("with a UsageError ends with 2 unless the table says otherwise", async () => {
    const error = new Error("cannot start", { cause: new UsageError("ERR_USAGE", "no") });
    expect((await run("run --data-dir x", failing(error))).code).toBe(EXIT.usage);
    const exits = [{ error: "ERR_USAGE", exit: EXIT.impossible }];
    expect((await run("run --data-dir x", failing(error), { exits })).code).toBe(EXIT.impossible);
  });

  test.each([
    ["run --data-dir x --stack", {}],
    ["run --data-dir x", { HOLDFAST_STACK: "1" }],
  ])("shows its stack and causes only when asked: %s %o", async (words, env) => {
    const error = new Error("outer", { cause: new TypeError("inner") });
    const { err } = await run(words, failing(error), { env });
    expect(err).toMatch(/^error ERR_UNEXPECTED: outer\n {4}at /);
    expect(err).toContain("  caused by ERR_UNEXPECTED: inner\n    at ");
    expect((await run("run --data-dir x", failing(error))).err).not.toContain("    at ");
  });

  test("with something that is no error is still told of", async () => {
    const { code, err } = await run("run --data-dir x", failing({ password: "hunter2" }));
    expect(err).toBe("error ERR_UNEXPECTED: something that is no error was thrown: object\n");
    expect(code).toBe(EXIT.failed);
  });
});

describe("signals", () => {
  const untilStopped = ({ signal }: CommandContext) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener(
        "abort",
        () => reject(new Error("stopping", { cause: signal.reason })),
        {
          once: true,
        },
      );
    });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s aborts the signal, and its reason coming back is a clean stop",
    async (name) => {
      const { code, err, host } = await run("run --data-dir x", untilStopped, {
        during: (started) => started.send(name),
      });
      expect([code, err]).toEqual([EXIT.stopped, ""]);
      expect([host.listening("SIGINT"), host.listening("SIGTERM")]).toEqual([0, 0]);
    },
  );

  test("a failure while stopping is still a failure", async () => {
    const { code, err } = await run(
      "run --data-dir x",
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("could not close")), {
            once: true,
          });
        }),
      { during: (host) => host.send("SIGTERM") },
    );
    expect([code, err]).toEqual([EXIT.failed, "error ERR_UNEXPECTED: could not close\n"]);
  });

  test("one press that arrives several times, as through npm, stops politely", async () => {
    const { code, host } = await run("run --data-dir x", untilStopped, {
      during: async (started) => {
        started.send("SIGINT");
        await started.clock.advance(499);
        started.send("SIGINT");
      },
    });
    expect([code, host.endedWith]).toEqual([EXIT.stopped, undefined]);
  });

  test("a second one ends the process at once", async () => {
    const stubborn = Promise.withResolvers<void>();
    const { host, err } = await run("run --data-dir x", () => stubborn.promise, {
      during: async (started) => {
        started.send("SIGINT");
        await started.clock.advance(500);
        started.send("SIGTERM");
        stubborn.resolve();
      },
    });
    expect(host.endedWith).toBe(EXIT.failed);
    expect(err).toBe(
      "error ERR_STOPPED: ended at once by a second SIGTERM, before everything had stopped\n",
    );
  });

  test("SIGHUP reaches those who asked for it, and never ends the command", async () => {
    let heard = 0;
    const { code, host } = await run(
      "run --data-dir x",
      (context) => context.onHangup(() => heard++),
      {
        during: (started) => started.send("SIGHUP"),
      },
    );
    expect([code, heard, host.endedWith]).toEqual([EXIT.stopped, 1, undefined]);
  });
});

describe("what is left behind", () => {
  test("a rejection that nobody awaited is reported and ends the process with 1", async () => {
    const { host, err } = await run("run --data-dir x", undefined, {
      during: (started) => started.stray(Object.assign(new Error("stray"), { code: "ERR_STRAY" })),
    });
    expect([host.endedWith, err]).toEqual([EXIT.failed, "error ERR_STRAY: stray\n"]);
  });

  test("a handle left open is named, and does not change the exit code", async () => {
    const { host } = await run("run --data-dir x");
    host.stillAlive?.();
    expect(host.endedWith).toBe(EXIT.stopped);
    expect(host.err).toBe("warning: ending although something was left open: Timeout\n");
  });
});

describe("for a journal", () => {
  const failure = Object.assign(new Error("no such\nagent"), { code: "ERR_NO_AGENT" });

  test("every line is JSON, to the failure that ends the command, which names its exit code", async () => {
    const exits = [{ error: "ERR_NO_AGENT", exit: EXIT.usage }];
    const act = (context: CommandContext): never => {
      context.logger.info("looking");
      throw failure;
    };
    const { code, err } = await run("run --data-dir x --log-format json", act, { exits });
    expect(
      err
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { level: "info", msg: "looking" },
      { level: "error", program: "agent", msg: "no such\\nagent", code: "ERR_NO_AGENT", exit: 2 },
    ]);
    expect(code).toBe(EXIT.usage);
  });

  test("a wrong usage is told in the format that was asked for", async () => {
    for (const words of ["run --log-format json --nonsense", "run --nonsense --log-format=json"]) {
      expect(JSON.parse((await run(words)).err)).toMatchObject({ level: "error", exit: 2 });
    }
  });

  test("each line has the priority of its level, where the log is the journal's", async () => {
    const { err } = await run(
      "run --data-dir x --log-format journal --log-level debug",
      (context) => {
        for (const level of ["debug", "info", "warn", "error"] as const)
          context.logger[level]("said");
        throw failure;
      },
    );
    const priorities = err
      .trim()
      .split("\n")
      .map((line) => /^<(\d)>\{.*\}$/.exec(line)?.[1]);
    expect(priorities).toEqual(["7", "6", "4", "3", "3"]);
  });

  test("what a process leaves behind is told in JSON too", async () => {
    const { host } = await run("run --data-dir x --log-format json");
    host.stillAlive?.();
    expect(JSON.parse(host.err)).toMatchObject({ level: "warn" });
  });
});

describe("help and version", () => {
  test("help shows examples and the exit codes, and ends with 0", async () => {
    const { code, out, err } = await run("run --help");
    expect(out).toContain("# for machine 0\n  agent run --data-dir /var/lib/juju");
    expect(out).toContain("Global Options:");
    expect([code, err]).toEqual([EXIT.stopped, ""]);
    expect((await run("--help")).out).toContain("3  the controller will not admit this agent");
  });

  test("help is coloured only where it may be", async () => {
    expect((await run("--help")).out).not.toContain("\u001b[");
    expect((await run("--help", undefined, { env: { FORCE_COLOR: "1" } })).out).toContain(
      "\u001b[1m",
    );
  });

  test("version goes to standard output", async () => {
    const { code, out, err } = await run("--version");
    expect([code, out, err]).toEqual([EXIT.stopped, "1.2.3\n", ""]);
  });
});

describe("what an action prints", () => {
  test("results go to standard output, the log to standard error", async () => {
    const { out, err } = await run("run --data-dir x --log-format json", (context) => {
      context.print("one line");
      context.printJson({ a: [1] });
      context.logger.info("hello", { count: 1 });
    });
    expect(out).toBe('one line\n{\n  "a": [\n    1\n  ]\n}\n');
    expect(JSON.parse(err)).toMatchObject({
      level: "info",
      program: "agent",
      msg: "hello",
      count: 1,
    });
  });
});
