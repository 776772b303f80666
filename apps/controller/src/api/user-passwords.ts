import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import { LRUCache } from "lru-cache";

import { PASSWORDS } from "../bounds.js";
import { hashUserPassword, type PasswordHash, verifyUserPassword } from "../state/password-hash.js";
import { tryAgain } from "./api-errors.js";
import { cancellable } from "./cancellable.js";

/**
 * Checks users' passwords, a bounded number at a time. One that was right is known again at once: of
 * it we keep, in memory alone, what HMAC under a random key of this process makes of it.
 */
export class UserPasswords {
  readonly #key = randomBytes(32);
  /** By the stored hash, so that a changed password is a new one. */
  readonly #right = new LRUCache<PasswordHash, Buffer>({ max: PASSWORDS.remembered });
  /** Those that wait, by the network that they come from: the networks take turns. */
  readonly #waiting = new Map<string, Set<() => void>>();
  #running = 0;
  #nobodys: Promise<PasswordHash> | undefined;

  /**
   * Whether the password is the one that was stored; without a stored one it takes as long, so that
   * nobody learns by the clock which users exist.
   *
   * @param network - where the password comes from: many guesses from one keep none of another waiting
   * @throws ApiError `try again` where too many wait already, `context canceled` where the signal is
   * aborted while it waits
   */
  async verify(
    password: string,
    stored: PasswordHash | undefined,
    signal: AbortSignal,
    network = "",
  ): Promise<boolean> {
    const seen = createHmac("sha512", this.#key).update(password).digest();
    const right = stored === undefined ? undefined : this.#right.get(stored);
    if (right !== undefined && timingSafeEqual(right, seen)) return true;
    return await this.#inTurn(signal, network, async () => {
      if (stored !== undefined) {
        const isRight = await verifyUserPassword(password, stored);
        if (isRight) this.#right.set(stored, seen);
        return isRight;
      }
      this.#nobodys ??= hashUserPassword("");
      await verifyUserPassword(password, await this.#nobodys);
      return false;
    });
  }

  /**
   * What of the password is to be stored.
   *
   * @throws ApiError as {@link UserPasswords.verify}
   */
  hash(password: string, signal: AbortSignal): Promise<PasswordHash> {
    return this.#inTurn(signal, "", () => hashUserPassword(password));
  }

  async #inTurn<T>(signal: AbortSignal, network: string, body: () => Promise<T>): Promise<T> {
    if (this.#running >= PASSWORDS.atOnce) await this.#turn(signal, network);
    this.#running += 1;
    try {
      return await body();
    } finally {
      this.#running -= 1;
      this.#letNextIn();
    }
  }

  /** Waits until one of those that run has ended. */
  #turn(signal: AbortSignal, network: string): Promise<void> {
    return cancellable<void>(signal, (take, reject) => {
      const line = this.#waiting.get(network) ?? new Set();
      const all = [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
      if (all >= PASSWORDS.waiting || line.size >= PASSWORDS.waitingOfNetwork) {
        reject(tryAgain());
        return undefined;
      }
      const turn = (): void => take();
      this.#waiting.set(network, line.add(turn));
      return () => {
        line.delete(turn);
        if (line.size === 0 && this.#waiting.get(network) === line) this.#waiting.delete(network);
      };
    });
  }

  #letNextIn(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [network, line] = first;
    // To the end of the row: it has had its turn.
    this.#waiting.delete(network);
    this.#waiting.set(network, line);
    const [next] = line;
    next?.();
  }
}
