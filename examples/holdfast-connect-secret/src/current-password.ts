import { type OpenFunc, passwordLogin } from "@holdfast/connect";

/**
 * The password that a connection's streams show: the one that it logged in with, and later the one that
 * took its place.
 */
export class CurrentPassword {
  readonly #open: OpenFunc;
  /** Replaces the one of the login, from the next stream on. A secret. */
  password: string | undefined;

  constructor(open: OpenFunc) {
    this.#open = open;
  }

  /** Opens a connection by the info's password, as it is said; its streams show the current one. */
  readonly apiOpen: OpenFunc = (info, options, signal) => {
    // Without a model the login is another one, which names it.
    if (info.modelTag === undefined) return this.#open(info, options, signal);
    const { login } = passwordLogin(info);
    const authHeader: ReturnType<typeof passwordLogin>["authHeader"] = (closing) =>
      passwordLogin({ ...info, password: this.password ?? info.password ?? "" }).authHeader(
        closing,
      );
    return this.#open(info, { ...options, loginProvider: { login, authHeader } }, signal);
  };
}
