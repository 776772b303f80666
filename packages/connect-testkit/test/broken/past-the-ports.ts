// Strategies that do something which neither disk nor wire shows, each with the words that find it out.
import { execFile, execFileSync, spawn, spawnSync, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { appendFile, open } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

import type { Connection, DialOptions } from "@holdfast/connect";

import type { StrategyFactory } from "../../src/index.js";
import { type Call, SteppedStrategy, wholeSteps } from "../stepped-strategy.js";

/** What an option of its plugin would hold. */
export const ownSecret = "hunter2-of-the-vault";

const note = path.join(os.tmpdir(), `holdfast-testkit-note-${process.pid}`);

/** A strategy that does `begun` before its login, or `opened` after. */
function doing(extra: {
  begun?(call: Call): unknown;
  opened?(connection: Connection, call: Call): unknown;
  dial?: DialOptions;
}): StrategyFactory {
  return (ports) => {
    const policy = { ...ports.policy, dial: { ...ports.policy.dial, ...extra.dial } };
    return new SteppedStrategy(
      { ...ports, policy },
      {
        login: async (call, passwords) => {
          await extra.begun?.(call);
          const login = await wholeSteps.login(call, passwords);
          await extra.opened?.(login.connection, call);
          return login;
        },
      },
    );
  };
}

/** Has a process print its variable `SAID`. */
const printing = (said: string, stdio: StdioOptions): [string, string[], object] => [
  process.execPath,
  ["-e", "console.log(process.env.SAID)"],
  { env: { SAID: said }, stdio },
];

/** Runs a process to its end, with the file that it may write to. */
function withNote(run: (descriptor: number) => unknown): void {
  const descriptor = fs.openSync(note, "a", 0o600);
  try {
    run(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Asks a process for the secret by a pipe, as strategies may. */
export const asksAnotherProcess: StrategyFactory = doing({
  begun: async () => {
    const { stdout } = await promisify(execFile)(...printing(ownSecret, "pipe"));
    if (stdout.trim() !== ownSecret) throw new Error("the secret was not told");
    return execFileSync(...printing(ownSecret, "pipe"));
  },
});

const passwordOf = ({ config }: Call): string => config.apiInfo()?.password ?? "";

export const pastThePorts: Readonly<Record<string, readonly [StrategyFactory, RegExp]>> = {
  "writes the password to the console": [
    doing({ begun: (call) => console.error("trying", passwordOf(call)) }),
    /a password was said: the console: trying <the secret>/,
  ],
  "writes it to standard output": [
    doing({ begun: (call) => process.stdout.write(`${passwordOf(call)}\n`) }),
    /a password was said: standard output/,
  ],
  "writes it to a file": [
    doing({ begun: (call) => fs.writeFileSync(note, passwordOf(call), { mode: 0o600 }) }),
    /a password was said: .*holdfast-testkit-note/,
  ],
  "writes it to a file, asynchronously, as an HTTP header": [
    doing({
      begun: (call) => appendFile(note, Buffer.from(`m0:${passwordOf(call)}`).toString("base64")),
    }),
    /a password was said: .*holdfast-testkit-note/,
  ],
  "writes it by a handle": [
    doing({
      begun: async (call) => {
        const handle = await open(note, "w");
        await handle.write(passwordOf(call));
        await handle.close();
      },
    }),
    /a password was said/,
  ],
  "has a child process print it": [
    doing({ begun: (call) => once(spawn(...printing(passwordOf(call), "inherit")), "exit") }),
    /a password was said: the standard output of a child process: <the secret>/,
  ],
  "has a child process print it, and waits for that": [
    doing({
      begun: (call) => void spawnSync(...printing(passwordOf(call), ["ignore", 2, "ignore"])),
    }),
    /a password was said: the standard error of a child process: <the secret>/,
  ],
  "has a child process write a secret of its own to a file": [
    doing({
      begun: () => withNote((file) => execFileSync(...printing(ownSecret, ["ignore", file, 2]))),
    }),
    /a secret was said: .*holdfast-testkit-note/,
  ],
  "shows a secret of its own on a command line": [
    doing({ begun: () => void spawnSync("true", [`--token=${ownSecret}`]) }),
    /a secret was said: the command line of a child process: true --token=<the secret>/,
  ],
  "logs a secret of its own": [
    doing({ begun: ({ ports }) => ports.logger.debug("asking", { vault: ownSecret }) }),
    /a secret was said: the log: debug asking/,
  ],
  "trusts anybody": [
    doing({ dial: { insecureSkipVerify: true } }),
    /it opened a connection to whoever answers \(insecureSkipVerify\)/,
  ],
  "switches the heartbeat off": [
    doing({ dial: { pingPeriod: 0 } }),
    /without a heartbeat \(pingPeriod: 0\)/,
  ],
  "waits for ever for a ping": [doing({ dial: { pingTimeout: 0 } }), /pingTimeout: 0/],
  "has no limit of time": [doing({ dial: { timeout: 0 } }), /without a limit of time/],
  "calls what is none of its business": [
    doing({
      opened: (connection) =>
        connection
          .call({ facade: "Agent", version: 3, method: "ClearReboot", params: { entities: [] } })
          .catch(() => undefined),
    }),
    /it called Agent\.ClearReboot, which connecting does not take/,
  ],
  "asks about somebody else": [
    doing({
      opened: (connection) => {
        const params = { entities: [{ tag: "machine-7" }] };
        return connection.call({ facade: "Agent", version: 3, method: "GetEntities", params });
      },
    }),
    /it called Agent\.GetEntities about somebody else/,
  ],
  "waits by setTimeout": [
    doing({ begun: () => new Promise((resolve) => setTimeout(resolve, 5)) }),
    /it waits by setTimeout \(5 ms\) at .*past-the-ports\.ts:\d+, not by the clock/,
  ],
  "waits by timers/promises": [
    doing({ begun: () => wait(5) }),
    /it waits by setTimeout \(5 ms\) at .*past-the-ports/,
  ],
  "waits by a promise of setTimeout": [
    doing({ begun: () => promisify(setTimeout)(5) }),
    /it waits by setTimeout \(5 ms\) at .*past-the-ports/,
  ],
  "closes its connection a minute later": [
    doing({
      opened: (connection) => void setTimeout(() => void connection.close(), 60_000).unref(),
    }),
    /it waits by setTimeout \(60000 ms\)/,
  ],
  "leaves an interval": [
    doing({ begun: () => void setInterval(() => undefined, 60_000).unref() }),
    /it waits by setInterval/,
  ],
  "leaves a listener on the process": [
    doing({ begun: () => void process.on("SIGUSR2", () => undefined) }),
    /it left behind a listener on the process \(SIGUSR2\)/,
  ],
  "leaves a server": [
    doing({ begun: () => void net.createServer().listen(0, "127.0.0.1") }),
    /it left behind a handle/,
  ],
  "lets a promise be rejected": [
    doing({ begun: () => void Promise.reject(new Error("nobody looks")) }),
    /a promise was rejected that nobody looked at: Error: nobody looks/,
  ],
  "changes the environment": [
    doing({ begun: () => void (process.env["HOLDFAST_SEEN"] = String(Math.random())) }),
    /it left behind a changed environment variable \(HOLDFAST_SEEN\)/,
  ],
  hangs: [
    doing({ begun: () => new Promise(() => undefined) }),
    /the strategy hangs: nothing happens\. connect\(\) has not ended \(one call\); the strategy waits for something of its own; nothing was dialled/,
  ],
  "hangs with its connection open": [
    doing({ opened: () => new Promise(() => undefined) }),
    /the strategy hangs: .*connections still open: 1; .*the last that happened: connection 1: Admin\.Login/,
  ],
};
