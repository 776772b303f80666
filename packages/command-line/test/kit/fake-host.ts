import { PassThrough } from "node:stream";

import { VirtualClock } from "@holdfast/ports/testing";

import type { CommandHost, HostSignal } from "../../src/index.js";

/** A process that exists in memory: what a command asked of it can be looked at afterwards. */
export class FakeHost implements CommandHost {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly errorOutput = {
    write: (bytes: Uint8Array): number => {
      this.stderr.write(bytes);
      return bytes.length;
    },
  };
  readonly clock = new VirtualClock();
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  exitCode: number | undefined;
  endedWith: number | undefined;
  stillAlive: (() => void) | undefined;
  readonly #listeners = new Map<HostSignal, Set<() => void>>();
  #stray: ((error: unknown) => void) | undefined;

  constructor(argv: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
    this.argv = argv;
    this.env = env;
  }

  get out(): string {
    return String(this.stdout.read() ?? "");
  }

  get err(): string {
    return String(this.stderr.read() ?? "");
  }

  onSignal(signal: HostSignal, listener: () => void): () => void {
    const all = this.#listeners.get(signal) ?? new Set();
    this.#listeners.set(signal, all.add(listener));
    return () => all.delete(listener);
  }

  send(signal: HostSignal): void {
    for (const listener of this.#listeners.get(signal) ?? []) listener();
  }

  listening(signal: HostSignal): number {
    return this.#listeners.get(signal)?.size ?? 0;
  }

  onStray(listener: (error: unknown) => void): void {
    this.#stray = listener;
  }

  stray(error: unknown): void {
    this.#stray?.(error);
  }

  setExitCode(code: number): void {
    this.exitCode = code;
  }

  exit(code: number): void {
    this.endedWith ??= code;
  }

  heldBy(): readonly string[] {
    return ["Timeout"];
  }

  ifStillAlive(_ms: number, callback: () => void): void {
    this.stillAlive = callback;
  }
}
