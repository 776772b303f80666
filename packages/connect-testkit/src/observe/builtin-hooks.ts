// Listens in on what a strategy may do past its ports: writing to the console or to files, waiting by the
// process's own timers, and starting other processes. Node's builtins are replaced as long as somebody
// listens, named imports included, and do what they did before.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";

import { everythingIn } from "../log-recorder.js";
import { type ChildListener, hookChildren } from "./child-hooks.js";
import { type Before, hook, type Removal } from "./hook.js";
import { placeOf } from "./written-place.js";

export interface BuiltinListener extends ChildListener {
  /** Text on its way to `where`: the console, a stream of the process, or a file's path. */
  written(where: string, text: string): void;
  /** A timer is being set: `name` as its caller knows it, `ms` until it is due. */
  timerSet(name: string, ms: number): void;
}

const listeners = new Set<BuiltinListener>();
let removeHooks: (() => void) | undefined;

/** Listens until it is disposed of. */
export async function listenToBuiltins(listener: BuiltinListener): Promise<Disposable> {
  const handles = await fileHandlePrototype();
  listeners.add(listener);
  removeHooks ??= installHooks(handles);
  return {
    [Symbol.dispose]() {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      removeHooks?.();
      removeHooks = undefined;
    },
  };
}

let prototype: Promise<object> | undefined;

/** Node exports no class of FileHandle. */
function fileHandlePrototype(): Promise<object> {
  prototype ??= (async () => {
    const handle = await fs.promises.open(process.execPath);
    const found: unknown = Object.getPrototypeOf(handle);
    await handle.close();
    return Object(found);
  })();
  return prototype;
}

function installHooks(handles: object): () => void {
  const removals = [
    ...hookOutput(),
    ...hookFiles(handles),
    ...hookTimers(),
    ...hookChildren(childStarting),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const remove of removals) remove();
    syncBuiltinESMExports();
  };
}

function hookOutput(): Removal[] {
  const streams = { "standard output": process.stdout, "standard error": process.stderr };
  return [
    ...["log", "info", "warn", "error", "debug", "trace", "dir", "table"].map((name) =>
      hook(console, name, (_self, args) => wrote("the console", args)),
    ),
    ...Object.entries(streams).map(([where, stream]) =>
      hook(stream, "write", (_self, [chunk]) => wrote(where, [chunk])),
    ),
  ];
}

function hookFiles(handles: object): Removal[] {
  const toPlace: Before = (_self, [place, data]) => wrote(placeOf(place), [data]);
  const toHandle: Before = (handle, [data]) => wrote(placeOf(handle), [data]);
  const one = ["writeFile", "appendFile", "write", "writev"];
  return [
    ...one.flatMap((name) => [name, `${name}Sync`]).map((name) => hook(fs, name, toPlace)),
    ...["writeFile", "appendFile"].map((name) => hook(fs.promises, name, toPlace)),
    ...one.map((name) => hook(handles, name, toHandle)),
  ];
}

function hookTimers(): Removal[] {
  const calling =
    (name: string): Before =>
    (_self, [, ms]) =>
      set(name, ms);
  const waiting =
    (name: string): Before =>
    (_self, [ms]) =>
      set(name, ms);
  return [
    ...[globalThis, timers].flatMap((holder) =>
      ["setTimeout", "setInterval"].map((name) => hook(holder, name, calling(name), waiting(name))),
    ),
    ...["setTimeout", "setInterval"].map((name) => hook(timersPromises, name, waiting(name))),
    hook(timersPromises.scheduler, "wait", waiting("scheduler.wait")),
  ];
}

function wrote(where: string, chunks: readonly unknown[]): void {
  const text = chunks.map(textOf).join(" ");
  for (const listener of listeners) listener.written(where, text);
}

function set(name: string, ms: unknown): void {
  for (const listener of listeners) listener.timerSet(name, typeof ms === "number" ? ms : 0);
}

function childStarting(command: readonly unknown[], stdio: unknown): unknown {
  let given = stdio;
  for (const listener of listeners) given = listener.childStarting(command, given);
  return given;
}

function textOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  if (ArrayBuffer.isView(chunk)) {
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString();
  }
  return Array.isArray(chunk) ? chunk.map(textOf).join("") : everythingIn(chunk);
}
