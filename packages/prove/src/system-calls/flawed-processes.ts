// Writers with one thing wrong each, as processes, killed at each of their system calls.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";

import type { Control } from "../proof.js";
import { readTrace, type SystemCall, traced } from "./strace.js";

const OLD = "old contents that must not be lost\n".repeat(100);
const NEW = "new contents, all of them or none\n".repeat(100);

/** One small program each: what it does to the file that is its argument, and to another beside it. */
const flawed: Readonly<Record<string, string>> = {
  "a truncating write":
    'const [, file, text] = process.argv; require("node:fs").writeFileSync(file, text)',
  "a removal before the rename":
    'const fs = require("node:fs"); const [, file, text] = process.argv; fs.writeFileSync(file + ".holdfast-new", text); fs.unlinkSync(file); fs.renameSync(file + ".holdfast-new", file)',
  "a write without a rename":
    'const fs = require("node:fs"); const [, file, text] = process.argv; const fd = fs.openSync(file, "r+"); fs.writeSync(fd, text.slice(0, 100)); fs.writeSync(fd, text.slice(100)); fs.closeSync(fd)',
};

/** Each must be found to leave neither the old file nor the new one after a kill at some call. */
export async function killFlawed(folder: string): Promise<Control[]> {
  const controls: Control[] = [];
  for (const [name, program] of Object.entries(flawed)) {
    controls.push({ name, found: await firstLoss(path.join(folder, "flawed"), program) });
  }
  return controls;
}

async function firstLoss(file: string, program: string): Promise<string | undefined> {
  const log = `${file}.trace`;
  const watched = [file, `${file}.holdfast-new`];
  await fs.writeFile(file, OLD);
  await run([...traced(log, watched), process.execPath, "-e", program, file, NEW]);
  for (const call of await readTrace(log)) {
    await fs.writeFile(file, OLD);
    await run([
      ...traced(log, watched, [call, "SIGKILL"]),
      process.execPath,
      "-e",
      program,
      file,
      NEW,
    ]);
    const left = await fs.readFile(file, "utf8").catch(() => "");
    if (left !== OLD && left !== NEW) return lossOf(call, left);
  }
  return undefined;
}

function lossOf({ call, nth }: SystemCall, left: string): string {
  return `killed at ${call} ${nth}: ${left.length} bytes left, neither old nor new`;
}

async function run([command = "", ...args]: readonly string[]): Promise<void> {
  await once(spawn(command, args, { stdio: "ignore" }), "exit");
}
