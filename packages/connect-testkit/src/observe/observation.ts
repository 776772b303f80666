// What is seen of a strategy in one scenario besides disk and wire: what it writes, and how it waits.
import { type BuiltinListener, listenToBuiltins } from "./builtin-hooks.js";
import { ChildOutput, type Written } from "./child-output.js";
import { calledByStrategy, ownCaller } from "./strategy-context.js";

/** Between `timerSet` and whoever set the timer: the hooked function, and what passes it on. */
const HOOK_FRAMES = 4;

/** Watches until it is disposed of. */
export class Observation implements BuiltinListener, Disposable {
  readonly #output: Written[] = [];
  readonly #timers: string[] = [];
  readonly #rejections: unknown[] = [];
  readonly #children = new ChildOutput();
  readonly #owner: object;
  #hooks: Disposable | undefined;

  private constructor(owner: object) {
    this.#owner = owner;
  }

  /** @param owner - on whose behalf the strategy runs (see `runAsStrategy`) */
  static async begin(owner: object): Promise<Observation> {
    const observation = new Observation(owner);
    observation.#hooks = await listenToBuiltins(observation);
    process.on("unhandledRejection", observation.#reject);
    return observation;
  }

  /** Everything that was written since, by whomever, and by the strategy's own child processes. */
  get output(): readonly Written[] {
    return [...this.#output, ...this.#children.read()];
  }

  /** Timers of the process that the strategy has set by itself, each with its place in the source. */
  get timers(): readonly string[] {
    return this.#timers;
  }

  /** Promises that were rejected and that nobody looked at. */
  get rejections(): readonly unknown[] {
    return this.#rejections;
  }

  written(where: string, text: string): void {
    this.#output.push({ where, text });
  }

  timerSet(name: string, ms: number): void {
    if (ms <= 0 || !calledByStrategy(this.#owner)) return;
    const place = ownCaller(HOOK_FRAMES);
    if (place !== undefined) this.#timers.push(`${name} (${ms} ms) at ${place}`);
  }

  childStarting(command: readonly unknown[], stdio: unknown): unknown {
    return calledByStrategy(this.#owner) ? this.#children.starting(command, stdio) : stdio;
  }

  [Symbol.dispose](): void {
    process.off("unhandledRejection", this.#reject);
    this.#hooks?.[Symbol.dispose]();
    this.#children[Symbol.dispose]();
  }

  readonly #reject = (reason: unknown): void => void this.#rejections.push(reason);
}
