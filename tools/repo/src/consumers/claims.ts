// Claims about what a consumer gets: each is printed as it holds or fails, and all are counted.
import { capture } from "../run-command.ts";

const LIMIT = 180_000; // ms: there to end what hangs

export class Claims {
  readonly #faults: string[] = [];
  #count = 0;

  /** Claims that a command ends with 0; what it printed is kept where it does not. */
  run(claim: string, command: string, args: readonly string[], cwd: string): boolean {
    const { status, stdout, stderr } = capture(command, args, { cwd, timeout: LIMIT });
    return this.#note(claim, status === 0 ? undefined : stdout + stderr);
  }

  /** Claims that `work` is fulfilled. */
  async hold(claim: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
    } catch (error) {
      return this.#note(claim, error instanceof Error ? error.message : String(error));
    }
    return this.#note(claim, undefined);
  }

  /** Claims that a number is not over its limit. */
  atMost(claim: string, value: number, limit: number): boolean {
    return this.#note(
      `${claim} (${value} of ${limit})`,
      value > limit ? `${value} is over ${limit}` : undefined,
    );
  }

  /** Prints the faults and the totals; true where every claim holds. */
  summary(): boolean {
    for (const fault of this.#faults) console.error(`\nconsumers: ${fault}`);
    const held = this.#count - this.#faults.length;
    console.log(`consumers: ${held} of ${this.#count} claims hold`);
    return this.#faults.length === 0;
  }

  #note(claim: string, fault: string | undefined): boolean {
    this.#count += 1;
    console.log(`${fault === undefined ? "ok    " : "FAILED"} ${claim}`);
    if (fault !== undefined) this.#faults.push(`${claim}\n${fault}`);
    return fault === undefined;
  }
}
