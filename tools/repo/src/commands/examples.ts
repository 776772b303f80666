// turbo run examples: every TypeScript example in the documentation compiles as it stands, against the
// built packages, and the oldest Node that is supported can read it. In a page, those marked "```ts run"
// also run to their end with exit code 0, on that Node; a fence "```ts fragment" is a part of something
// larger, and only read. In a docstring every example runs: the API reference shows no other kind, and every
// package in it has one.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { makeExampleProject } from "../examples/example-project.ts";
import { docstringExamples, type Example, pageExamples } from "../examples/find-examples.ts";
import { oldestNode } from "../examples/oldest-node.ts";
import { unreadable } from "../examples/unreadable.ts";
import { capture } from "../run-command.ts";
import { publishedPackages } from "../workspace.ts";

const DEADLINE = 300_000; // ms: there to end what hangs, on a machine that is busy, too

/** An example, and the file of the project that it became. */
interface Script extends Example {
  readonly script: string;
  readonly runs: boolean;
}

const faults: string[] = [];
const node = oldestNode();

/** The examples of which none is wrong for the compiler. */
function compiled(folder: string, examples: readonly Script[]): Script[] {
  const { status, stdout, stderr } = capture("tsc", ["-p", folder, "--pretty", "false"], {
    cwd: folder,
  });
  const good = examples.filter(({ where, script }) => {
    const errors = stdout.split("\n").filter((line) => line.startsWith(`${script}(`));
    if (errors.length > 0) faults.push(`${where} does not compile:\n  ${errors.join("\n  ")}`);
    return errors.length === 0;
  });
  if (status !== 0 && faults.length === 0) faults.push(`tsc failed:\n${stdout}${stderr}`);
  return good;
}

/** The examples that the oldest Node can read. */
function readable(folder: string, examples: readonly Script[]): Script[] {
  const pathOf = ({ script }: Script): string => path.join(folder, script);
  const found = unreadable(node, examples.map(pathOf));
  return examples.filter((example) => {
    const why = found.get(pathOf(example));
    if (why !== undefined)
      faults.push(`${example.where} cannot be read by the oldest Node that is supported: ${why}`);
    return why === undefined;
  });
}

/** Runs an example in a process of its own, in a folder of its own that is removed in the end. */
function run(folder: string, { where, script }: Script): Promise<void> {
  const scratch = path.join(folder, "scratch", script);
  fs.mkdirSync(scratch, { recursive: true });
  const child = spawn(node, ["--no-warnings", path.join(folder, script)], {
    cwd: scratch,
    env: { ...process.env, TMPDIR: scratch },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: DEADLINE,
    killSignal: "SIGKILL",
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  return new Promise((resolve) => {
    child.on("error", (error) => said.push(String(error)));
    child.on("close", (status, signal) => {
      if (status !== 0) faults.push(`${where} ended with ${status ?? signal}:\n${said.join("")}`);
      resolve();
    });
  });
}

async function runAll(folder: string, examples: readonly Script[]): Promise<void> {
  const left = [...examples];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(folder, next);
  };
  await Promise.all(Array.from({ length: Math.min(os.availableParallelism(), 4) }, lane));
}

const inDocstrings = docstringExamples();
for (const { folder } of publishedPackages()) {
  if (!folder.startsWith("packages/")) continue;
  if (!inDocstrings.some(({ file }) => file.startsWith(`${folder}/`)))
    faults.push(`${folder}: no docstring has an example`);
}

const examples: Script[] = [
  ...pageExamples().map((example) => ({ ...example, runs: example.mark === "run" })),
  ...inDocstrings.map((example) => ({ ...example, runs: true })),
].map((example) => {
  const script = `${example.where.replaceAll(/[^\w-]/g, "_")}.ts`;
  return { ...example, script };
});
const project = makeExampleProject();
const write = ({ script, code }: Script): void =>
  fs.writeFileSync(path.join(project, script), code);
// What is a part of something larger would not compile by itself.
const whole = examples.filter(({ mark, runs }) => runs || mark !== "fragment");
for (const example of whole) write(example);
const good = compiled(project, whole);
for (const example of examples) write(example);
const read = new Set(readable(project, examples));
await runAll(
  project,
  good.filter((example) => example.runs && read.has(example)),
);

for (const fault of faults) console.error(`examples: ${fault}`);
const runs = examples.filter((example) => example.runs).length;
console.log(
  `examples: ${whole.length} compiled, ${examples.length} read, ${runs} run (${inDocstrings.length} from docstrings), ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
