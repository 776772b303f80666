import { hashUserPassword, verifyUserPassword } from "../state/password-hash.js";
import { tryAgain } from "./refusals.js";

/** Each check takes 32 MiB and a tenth of a second of a core. */
const AT_ONCE = 2;
/** How many more may wait; whoever comes then is told to come back. */
const MAY_WAIT = 64;

/** Checks users' passwords, a bounded number at a time. */
export class UserPasswords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #nobodys: Promise<string> | undefined;

  /**
   * Whether the password is the one that was stored; without a stored one it takes as long, so that
   * nobody learns by the clock which users exist.
   *
   * @throws ApiError `try again` where too many wait already
   */
  async verify(password: string, stored: string | undefined): Promise<boolean> {
    if (this.#waiting.length >= MAY_WAIT) throw tryAgain();
    await this.#turn();
    try {
      if (stored !== undefined) return await verifyUserPassword(password, stored);
      this.#nobodys ??= hashUserPassword("");
      await verifyUserPassword(password, await this.#nobodys);
      return false;
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }
}
