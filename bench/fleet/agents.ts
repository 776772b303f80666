// What an agent costs that is connected and has nothing to do: its process over a bare one, each further agent
// in that process, and its connection at the controller.
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import type { AgentsPlace, Cost } from "./agents-process.js";

/** How many agents a process has, one process after the other. */
const sizes = [1, 100, 1000];

/** A process of this bench, which is asked for what it costs. */
class Measured implements AsyncDisposable {
  readonly #child;

  constructor(...words: readonly string[]) {
    const program = path.join(import.meta.dirname, "agents-process.js");
    this.#child = fork(program, words, { execArgv: ["--expose-gc"] });
  }

  async next<T>(): Promise<T> {
    const said = once(this.#child, "message");
    const ended = once(this.#child, "exit").then(() => {
      throw new Error("a process of the bench has ended early");
    });
    ended.catch(() => undefined);
    const [message] = await Promise.race([said, ended]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this bench's
    return message as T;
  }

  async cost(): Promise<Cost> {
    const answer = this.next<Cost>();
    this.#child.send("cost");
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}

/** Prints a table: one row for the bare process, one for each number of agents. */
export async function measureAgents(): Promise<void> {
  await using controller = new Measured("controller", String(Math.max(...sizes)));
  const place = JSON.stringify(await controller.next<AgentsPlace>());
  const bare = await costOf("bare", place, "1");
  console.log("| what | RSS, MB | heap, MB | CPU, % of a core |");
  console.log("| --- | --- | --- | --- |");
  console.log(row("bare Node.js with a TLS WebSocket", bare));
  let before: { readonly size: number; readonly own: Cost; readonly theirs: Cost } | undefined;
  for (const size of sizes) {
    // oxlint-disable-next-line no-await-in-loop -- one process after the other
    await using agents = new Measured("agents", place, String(size));
    // oxlint-disable-next-line no-await-in-loop
    await agents.next();
    // oxlint-disable-next-line no-await-in-loop
    const [own, theirs] = await Promise.all([agents.cost(), controller.cost()]);
    console.log(row(`${size} agents in one process`, own));
    console.log(row(`the controller of ${size}`, theirs));
    if (before !== undefined) {
      const more = size - before.size;
      console.log(`| each further agent | ${each(before.own, own, more)} |`);
      console.log(`| its connection at the controller | ${each(before.theirs, theirs, more)} |`);
    } else {
      const over = (own.rss - bare.rss) / 1e6;
      console.log(`| over the bare process | ${over.toFixed(1)} | | |`);
    }
    before = { size, own, theirs };
  }
}

async function costOf(...words: readonly string[]): Promise<Cost> {
  await using measured = new Measured(...words);
  await measured.next();
  return await measured.cost();
}

function row(what: string, { rss, heap, cpu }: Cost): string {
  return `| ${what} | ${(rss / 1e6).toFixed(1)} | ${(heap / 1e6).toFixed(1)} | ${cpu.toFixed(2)} |`;
}

function each(before: Cost, after: Cost, more: number): string {
  const kb = (key: "rss" | "heap"): string =>
    `${((after[key] - before[key]) / 1e3 / more).toFixed(0)} KB`;
  return `${kb("rss")} | ${kb("heap")} | ${((after.cpu - before.cpu) / more).toFixed(4)}`;
}
