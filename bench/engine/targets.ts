import type { Measured } from "./figures.js";

/** What was met and what was missed, a line each. */
export class Targets {
  readonly #lines: string[] = [];
  #missed = false;

  get missed(): boolean {
    return this.#missed;
  }

  check(what: string, met: boolean): void {
    this.#lines.push(`${met ? "met   " : "MISSED"} ${what}`);
    if (!met) this.#missed = true;
  }

  /** Holds one graph against what every graph must keep. `juju` where Go was measured beside it. */
  hold(what: string, engine: Measured, juju: Measured | undefined): void {
    this.check(`${what}: one start each`, engine.coldStarts === 1 && engine.bounceStarts === 1);
    if (juju === undefined) return;
    this.check(
      `${what}: faster than Go to start, bounce`,
      engine.start < juju.start && engine.bounce < juju.bounce,
    );
    this.check(`${what}: faster than Go to stop`, engine.stop < juju.stop);
  }

  toString(): string {
    return this.#lines.join("\n");
  }
}
