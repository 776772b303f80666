// Where children are started, whichever function starts them: all that go on by themselves come by one
// method of their class, and the three that are waited for by themselves.
import childProcess, { ChildProcess } from "node:child_process";

import { type Before, hook, type Removal } from "./hook.js";

export interface ChildListener {
  /**
   * A child is about to be started.
   *
   * @param command - the program and its arguments
   * @returns the `stdio` to start it with: the one given, or another
   */
  childStarting(command: readonly unknown[], stdio: unknown): unknown;
}

type Options = Readonly<Record<string, unknown>>;

export function hookChildren(starting: ChildListener["childStarting"]): Removal[] {
  const bySpawn: Before = (_child, args) => {
    const [options] = args;
    if (!isOptions(options)) return;
    const { file, args: list } = options;
    const command = Array.isArray(list) ? list : [file];
    args[0] = { ...options, stdio: starting(command, options["stdio"]) };
  };
  const waitedFor: Before = (_self, args) => {
    const at = args.findLastIndex((each) => isOptions(each));
    const options: Options = at === -1 ? {} : Object(args[at]);
    const { stdio } = options;
    const instead = starting(args.slice(0, at === -1 ? undefined : at).flat(), stdio);
    if (at !== -1 && instead !== stdio) args[at] = { ...options, stdio: instead };
  };
  return [
    hook(ChildProcess.prototype, "spawn", bySpawn),
    ...["spawnSync", "execFileSync", "execSync"].map((name) => hook(childProcess, name, waitedFor)),
  ];
}

function isOptions(value: unknown): value is Options {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
