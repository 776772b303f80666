import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import { LRUCache } from "lru-cache";

import { PASSWORDS } from "../bounds.js";
import { hashUserPassword, type PasswordHash, verifyUserPassword } from "../state/password-hash.js";
import { tryAgain } from "./api-errors.js";
import { cancellable } from "./cancellable.js";

/** How many users' last right passwords are remembered. */
const REMEMBERED = 1000;

/**
 * Checks users' passwords, a bounded number at a time. One that was right is known again at once: of
 * it we keep, in memory alone, what HMAC under a random key of this process makes of it.
 */
export class UserPasswords {
  readonly #key = randomBytes(32);
  /** By the stored hash, so that a changed password is a new one. */
  readonly #right = new LRUCache<PasswordHash, Buffer>({ max: REMEMBERED });
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #nobodys: Promise<PasswordHash> | undefined;

  /**
   * Whether the password is the one that was stored; without a stored one it takes as long, so that
   * nobody learns by the clock which users exist.
   *
   * @throws ApiError `try again` where too many wait already, `context canceled` where the signal is
   * aborted while it waits
   */
  async verify(
    password: string,
    stored: PasswordHash | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    const seen = createHmac("sha512", this.#key).update(password).digest();
    const right = stored === undefined ? undefined : this.#right.get(stored);
    if (right !== undefined && timingSafeEqual(right, seen)) return true;
    return await this.#inTurn(signal, async () => {
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
    return this.#inTurn(signal, () => hashUserPassword(password));
  }

  async #inTurn<T>(signal: AbortSignal, body: () => Promise<T>): Promise<T> {
    if (this.#running >= PASSWORDS.atOnce) await this.#turn(signal);
    this.#running += 1;
    try {
      return await body();
    } finally {
      this.#running -= 1;
      const [next] = this.#waiting;
      next?.();
    }
  }

  /** Waits until one of those that run has ended. */
  #turn(signal: AbortSignal): Promise<void> {
    return cancellable<void>(signal, (take, reject) => {
      if (this.#waiting.size >= PASSWORDS.waiting) {
        reject(tryAgain());
        return undefined;
      }
      const turn = (): void => take();
      this.#waiting.add(turn);
      return () => this.#waiting.delete(turn);
    });
  }
}
