import type { PasswordHash } from "../state/password-hash.js";

/**
 * The passwords that agents and users gave themselves since the start: those end none of their
 * connections. A user is of no model: its is `""`.
 */
export class OwnPasswords {
  readonly #hashes = new Map<string, PasswordHash>();

  /** Called before the password is stored. */
  note(agent: { readonly model: string; readonly tag: string }, hash: PasswordHash): void {
    this.#hashes.set(`${agent.model} ${agent.tag}`, hash);
  }

  has(agent: { readonly model: string; readonly tag: string }, hash: PasswordHash): boolean {
    return this.#hashes.get(`${agent.model} ${agent.tag}`) === hash;
  }
}
