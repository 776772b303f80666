import { spawnSync } from "node:child_process";

import { Command, Option } from "commander";
import { describe, expect, test } from "vitest";

import { runCommand } from "../src/index.js";
import { FakeHost } from "./kit/fake-host.js";

function program(): Command {
  const agent = new Command("machine-agent").version("1.2.3");
  agent
    .command("run")
    .description("run the agent; it's a daemon")
    .requiredOption("--data-dir <dir>", "where it lives")
    .addOption(new Option("-c, --connect <name>", "strategy").choices(["only", "scary"]))
    .action(() => undefined);
  agent
    .command("report")
    .description("what it does now")
    .action(() => undefined);
  return agent;
}

async function script(shell: string): Promise<string> {
  const host = new FakeHost(["completion", shell]);
  expect(await runCommand(program, { host })).toBe(0);
  return host.out;
}

/** What a shell would offer after these words; the last one is being typed. */
type Complete = (words: readonly string[]) => string[];

function has(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

async function bash(): Promise<Complete> {
  const source = await script("bash");
  return (words) => {
    const list = words.map((word) => `'${word}'`).join(" ");
    const run = `${source}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _machine_agent; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", run], { encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.split("\n").filter((word) => word !== "");
  };
}

async function fish(): Promise<Complete> {
  const source = await script("fish");
  return (words) => {
    const run = `${source}\ncomplete -C '${words.join(" ")}'`;
    const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", run], { encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout
      .split("\n")
      .flatMap((line) => line.split("\t").slice(0, 1))
      .filter((word) => word !== "");
  };
}

async function zsh(): Promise<Complete> {
  const source = await script("zsh");
  return (words) => {
    // Outside a line editor the two builtins that offer words are replaced by ones that print them.
    const run = `compdef() { : }; _describe() { print -l -- \${\${(P)2}%%:*} }; _files() { : }
compadd() { shift; print -l -- "$@" }
${source}
words=(${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length}; _machine_agent`;
    const { stdout, stderr } = spawnSync("zsh", ["-fc", run], { encoding: "utf8" });
    expect(stderr).toBe("");
    const typed = words.at(-1) ?? "";
    return stdout.split("\n").filter((word) => word !== "" && word.startsWith(typed));
  };
}

describe.each([
  ["bash", bash],
  ["zsh", zsh],
  ["fish", fish],
] as const)("%s", (shell, open) => {
  test.skipIf(!has(shell))(
    "completes commands, options and choices from the program's own tree",
    async () => {
      const complete = await open();
      expect(complete(["machine-agent", "r"]).toSorted()).toEqual(["report", "run"]);
      expect(complete(["machine-agent", "run", "--da"])).toEqual(["--data-dir"]);
      expect(complete(["machine-agent", "run", "--log-l"])).toEqual(["--log-level"]);
      expect(complete(["machine-agent", "run", "--connect", ""]).toSorted()).toEqual([
        "only",
        "scary",
      ]);
      expect(complete(["machine-agent", "run", "-c", "s"])).toEqual(["scary"]);
      expect(complete(["machine-agent", "report", "--con"])).toEqual([]);
      expect(complete(["machine-agent", "completion", "--he"])).toEqual(["--help"]);
    },
  );
});

test("a shell nobody knows is refused", async () => {
  const host = new FakeHost(["completion", "tcsh"]);
  expect(await runCommand(program, { host })).toBe(2);
  expect(host.err).toContain("Allowed choices are bash, zsh, fish");
});
