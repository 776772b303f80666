// Which of its passwords an agent tries, and in which order, so that a controller that limits logins is
// not asked for what is known: the one accepted last time comes first, and after a round in which all
// were refused each attempt tries the current one and one other, in turn.
import type { Agent } from "@holdfast/connect";

interface Memory {
  /** The first of the agent's passwords at that time: with another one nothing of this holds. */
  readonly current: string;
  readonly accepted?: string;
  /** Rounds in which all that was tried was refused. */
  readonly refused: number;
}

/** What is remembered of each agent's logins, for as long as the agent is. */
export class LoginOrder {
  readonly #memories = new WeakMap<Agent, Memory>();

  /** What to try of `passwords`, the current one of which comes first. */
  of(agent: Agent, passwords: readonly string[]): readonly string[] {
    const [current, ...others] = passwords;
    const memory = this.#memories.get(agent);
    if (current === undefined || memory === undefined || memory.current !== current) {
      return passwords;
    }
    const { accepted, refused } = memory;
    if (accepted !== undefined && passwords.includes(accepted)) {
      return [accepted, ...passwords.filter((password) => password !== accepted)];
    }
    const other = others[(refused - 1) % others.length];
    return refused === 0 || other === undefined ? passwords : [current, other];
  }

  /** `accepted` was. */
  admit(agent: Agent, passwords: readonly string[], accepted: string): void {
    const [current = accepted] = passwords;
    this.#memories.set(agent, { current, accepted, refused: 0 });
  }

  /** All that was tried was refused. */
  refuse(agent: Agent, passwords: readonly string[]): void {
    const [current] = passwords;
    if (current === undefined) return;
    const memory = this.#memories.get(agent);
    const refused = memory?.current === current ? memory.refused : 0;
    this.#memories.set(agent, { current, refused: refused + 1 });
  }
}
