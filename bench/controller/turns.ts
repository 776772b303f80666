import process from "node:process";

/** The longest turn of an event loop, ms: of the thread's own work, and by the clock. */
export interface LongestTurn {
  readonly cpu: number;
  readonly wall: number;
}

const ms = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

/** Watches each turn of this process's event loop. It keeps the loop busy: for measuring alone. */
export class TurnWatch {
  #cpu = 0;
  #wall = 0;
  #before = { cpu: process.threadCpuUsage(), wall: performance.now() };

  constructor() {
    setImmediate(this.#turn);
  }

  /** The longest since the last time that this was asked. */
  take(): LongestTurn {
    const longest = { cpu: this.#cpu, wall: this.#wall };
    this.#cpu = 0;
    this.#wall = 0;
    return longest;
  }

  // The work of the thread is what counts: by the clock it is other processes' work, too.
  readonly #turn = (): void => {
    const now = { cpu: process.threadCpuUsage(), wall: performance.now() };
    this.#cpu = Math.max(this.#cpu, ms(now.cpu) - ms(this.#before.cpu));
    this.#wall = Math.max(this.#wall, now.wall - this.#before.wall);
    this.#before = now;
    setImmediate(this.#turn);
  };
}
