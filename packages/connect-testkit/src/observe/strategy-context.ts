// Tells what a strategy does itself from what the scene around it does, which is in the same process.
import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { getCallSites } from "node:util";

const running = new AsyncLocalStorage<object>();

/** Runs a strategy's code on behalf of `owner`, and what it starts. */
export function runAsStrategy<T>(owner: object, run: () => T): T {
  return running.run(owner, run);
}

/** Whether this is called, at whatever distance, by the strategy that runs on behalf of `owner`. */
export function calledByStrategy(owner: object): boolean {
  return running.getStore() === owner;
}

const dependencies = [
  "agent-config",
  "api-open",
  "certificates",
  "connect",
  "fault-proxy",
  "ports",
  "rpc",
];

/** Folders of what a strategy stands on: their timers are not its own. */
const libraries: readonly string[] = [
  path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))),
  ...dependencies.map((name) =>
    path.dirname(createRequire(import.meta.url).resolve(`@holdfast/${name}/package.json`)),
  ),
];

/**
 * Where the call came from, as `file:line`, if that is a strategy's own code: neither Node's, nor a
 * library's, nor Holdfast's.
 *
 * @param depth - how many frames of ours lie between
 */
export function ownCaller(depth: number): string | undefined {
  const caller = getCallSites(depth + 2)[depth + 1];
  if (caller === undefined) return undefined;
  const { scriptName, lineNumber } = caller;
  const file = scriptName.startsWith("file:") ? fileURLToPath(scriptName) : scriptName;
  if (file === "" || file.startsWith("node:")) return undefined;
  if (file.split(/[\\/]/).includes("node_modules")) return undefined;
  const isLibrary = libraries.some(
    (folder) => file.startsWith(folder + path.sep) && !inTests(folder, file),
  );
  return isLibrary ? undefined : `${file}:${lineNumber}`;
}

/** Holdfast's own tests have strategies of their own. */
function inTests(folder: string, file: string): boolean {
  return path.relative(folder, file).startsWith(`test${path.sep}`);
}
