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

/** What a shell would offer after each of these lists of words; the last of each is being typed. */
type Complete = (lists: readonly (readonly string[])[]) => string[][];

const mark = "-- next --";

function has(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

/** Asks everything of one shell, since starting one takes longer than all the answers. */
function askShell(shell: string, args: readonly string[], commands: string): string[][] {
  const { stdout, stderr } = spawnSync(shell, [...args, "-c", commands], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout
    .split(`${mark}\n`)
    .slice(0, -1)
    .map((part) => part.split("\n").flatMap((line) => line.split("\t")[0] || []));
}

const listOf = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(" ");

async function bash(): Promise<Complete> {
  const source = await script("bash");
  return (lists) => {
    const asks = lists.map(
      (words) =>
        `COMP_WORDS=(${listOf(words)}); COMP_CWORD=${words.length - 1}; _machine_agent; printf '%s\\n' "\${COMPREPLY[@]}"; echo '${mark}'`,
    );
    return askShell("bash", [], [source, ...asks].join("\n"));
  };
}

async function fish(): Promise<Complete> {
  const source = await script("fish");
  return (lists) => {
    const asks = lists.map((words) => `complete -C '${words.join(" ")}'; echo '${mark}'`);
    return askShell("fish", ["--no-config"], [source, ...asks].join("\n"));
  };
}

async function zsh(): Promise<Complete> {
  const source = await script("zsh");
  return (lists) => {
    // Outside a line editor the builtins that offer words are replaced by ones that print them.
    const builtins = `compdef() { : }; _describe() { print -l -- \${\${(P)2}%%:*} }; _files() { : }
compadd() { shift; print -l -- "$@" }`;
    const asks = lists.map(
      (words) =>
        `words=(${listOf(words)}); CURRENT=${words.length}; _machine_agent; echo '${mark}'`,
    );
    const answers = askShell("zsh", ["-f"], [builtins, source, ...asks].join("\n"));
    // The line editor would leave out what does not begin as typed.
    return answers.map((found, index) =>
      found.filter((word) => word.startsWith(lists[index]?.at(-1) ?? "")),
    );
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
      const asked = {
        "machine-agent r": ["report", "run"],
        "machine-agent run --da": ["--data-dir"],
        "machine-agent run --log-l": ["--log-level"],
        "machine-agent run --connect ": ["only", "scary"],
        "machine-agent run -c s": ["scary"],
        "machine-agent report --con": [],
        "machine-agent completion --he": ["--help"],
      };
      const answers = complete(Object.keys(asked).map((line) => line.split(" ")));
      expect(answers.map((found) => found.toSorted())).toEqual(Object.values(asked));
    },
  );
});

test("a shell nobody knows is refused", async () => {
  const host = new FakeHost(["completion", "tcsh"]);
  expect(await runCommand(program, { host })).toBe(2);
  expect(host.err).toContain("Allowed choices are bash, zsh, fish");
});
