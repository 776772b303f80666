import { accessTo } from "../state/model-access.js";
import { modelTopic, userTopic } from "../state/topics.js";
import type { User } from "../state/user.js";
import { watchRevocation } from "./agent-revocation.js";
import type { Auth, Scope } from "./auth.js";
import type { ControllerCore } from "./controller-core.js";
import type { LoggedIn } from "./login.js";
import { type Connected, noteSession, tagOf } from "./noted-session.js";
import { PingTimeout } from "./ping-timeout.js";

/**
 * What lasts from a login to the end of its connection: the note of who is connected, the
 * timeout of an agent's pings, and a watch on its model and its user. `close` is called where a ping is
 * overdue, the model is gone, or the user may no longer be here.
 */
export class LoginSession implements Disposable {
  readonly scope: Scope;
  /** Runs where pings are expected. */
  readonly pingTimeout: PingTimeout | undefined;
  readonly #core: ControllerCore;
  readonly #close: () => void;
  readonly #cleanups: (() => void)[] = [];
  #auth: Auth;

  constructor(
    loggedIn: LoggedIn,
    connected: Connected,
    { core, close }: { readonly core: ControllerCore; readonly close: () => void },
  ) {
    const { auth, scope } = loggedIn;
    this.#auth = auth;
    this.scope = scope;
    this.#core = core;
    this.#close = close;
    const proof = auth.kind === "agent" ? auth.proof : undefined;
    const serial = proof?.kind === "certificate" ? proof.certificate.serial : undefined;
    const fields = {
      tag: tagOf(auth),
      ...(scope.kind === "model" ? { model: scope.model } : {}),
      ...(serial === undefined ? {} : { certificate: serial }),
    };
    core.logger.info("logged in", fields);
    this.#cleanups.push(() => core.logger.info("connection over", fields));
    this.#cleanups.push(noteSession(loggedIn, connected, core));
    if (auth.kind === "agent") {
      if (auth.pings) this.pingTimeout = new PingTimeout(core.clock, close);
      this.#cleanups.push(watchRevocation(auth, core, close));
    }
    if (auth.kind === "user") this.#watchUser(auth.user);
    if (scope.kind === "model") this.#watchModel(scope.model);
  }

  /** Who it is, with what it may do now. */
  get auth(): Auth {
    return this.#auth;
  }

  [Symbol.dispose](): void {
    this.pingTimeout?.[Symbol.dispose]();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }

  /** A connection to a model that was removed or has moved is closed, so that its agent looks for it anew. */
  #watchModel(model: string): void {
    const { hub, state } = this.#core;
    const check = (): void => {
      const found = state.models.find(model);
      if (found === undefined || found.redirect !== undefined) this.#close();
    };
    this.#cleanups.push(hub.watch([modelTopic(model)], check));
  }

  /** A change of the user's access takes effect at once; a user without
   * access, or with another password, is disconnected. */
  #watchUser({ name, passwordHash }: User): void {
    const { hub, state, ownPasswords } = this.#core;
    const { scope } = this;
    const check = (): void => {
      const user = state.users.find(name);
      const allowed =
        user !== undefined &&
        !user.disabled &&
        (user.passwordHash === passwordHash ||
          ownPasswords.has({ model: "", tag: `user-${name}` }, user.passwordHash)) &&
        (scope.kind === "controller" || accessTo(state.users, scope.model, user) !== undefined);
      if (allowed) this.#auth = { kind: "user", user };
      else this.#close();
    };
    this.#cleanups.push(hub.watch([userTopic(name)], check));
  }
}
