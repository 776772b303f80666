import { wallNow } from "@holdfast/ports";

import { accessTo } from "../state/model-access.js";
import { modelTopic, userTopic } from "../state/topics.js";
import type { Auth, Scope } from "./auth.js";
import type { ControllerCore } from "./controller-core.js";
import type { LoggedIn } from "./login.js";
import { PingTimeout } from "./ping-timeout.js";

function whoIs(auth: Auth): { readonly tag: string } {
  if (auth.kind === "agent") return { tag: auth.tag };
  return { tag: auth.kind === "user" ? `user-${auth.user.name}` : "anonymous" };
}

/**
 * What lasts from a login to the end of its connection: the agent's presence, the wait for its pings,
 * and an eye on whether its model, or its user, is still there. Where that ends, `leave` is called.
 */
export class LoginSession implements Disposable {
  readonly scope: Scope;
  /** Runs where pings are expected. */
  readonly pingTimeout: PingTimeout | undefined;
  readonly #core: ControllerCore;
  readonly #leave: () => void;
  readonly #undo: (() => void)[] = [];
  #auth: Auth;

  constructor({ auth, scope }: LoggedIn, core: ControllerCore, leave: () => void) {
    this.#auth = auth;
    this.scope = scope;
    this.#core = core;
    this.#leave = leave;
    const told = { ...whoIs(auth), ...(scope.kind === "model" ? { model: scope.model } : {}) };
    core.logger.info("logged in", told);
    this.#undo.push(() => core.logger.info("connection over", told));
    if (auth.kind === "agent") {
      if (auth.pings) this.pingTimeout = new PingTimeout(core.clock, leave);
      this.#showPresence(auth);
    }
    if (auth.kind === "user") this.#watchUser(auth.user.name);
    if (scope.kind === "model") this.#watchModel(scope.model);
  }

  /** Who it is, with what it may do now. */
  get auth(): Auth {
    return this.#auth;
  }

  [Symbol.dispose](): void {
    this.pingTimeout?.[Symbol.dispose]();
    for (const undo of this.#undo.splice(0)) undo();
  }

  #showPresence({ model, tag }: { readonly model: string; readonly tag: string }): void {
    const { activity, clock } = this.#core;
    this.#shown(() => activity.came(model, tag, wallNow(clock)));
    this.#undo.push(() => this.#shown(() => activity.went(model, tag)));
  }

  // It is only shown: a full disk must not keep an agent out.
  #shown(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#core.logger.warn("cannot note who is connected", { error });
    }
  }

  /** Who is connected to a model that has gone should ask again where it is. */
  #watchModel(model: string): void {
    const { hub, state } = this.#core;
    const look = (): void => {
      const found = state.models.find(model);
      if (found === undefined || found.redirect !== undefined) this.#leave();
    };
    this.#undo.push(hub.watch([modelTopic(model)], look));
  }

  /** What the user may do now, counts from now on; where it may no longer be here, it goes. */
  #watchUser(name: string): void {
    const { hub, state } = this.#core;
    const { scope } = this;
    const look = (): void => {
      const user = state.users.find(name);
      const allowed =
        user !== undefined &&
        !user.disabled &&
        (scope.kind === "controller" || accessTo(state.users, scope.model, user) !== undefined);
      if (allowed) this.#auth = { kind: "user", user };
      else this.#leave();
    };
    this.#undo.push(hub.watch([userTopic(name)], look));
  }
}
