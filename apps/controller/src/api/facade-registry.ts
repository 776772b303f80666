import type { FacadeVersions } from "@holdfast/facades";

import { permissionDenied, wrongConnection } from "./api-errors.js";
import type { Auth, Scope } from "./auth.js";
import type { JujuRelease, ReleasedFacade } from "./juju-release.js";
import type { JujuRules } from "./juju-rules.js";
import type { ServedFacade } from "./served-facade.js";

/** What an anonymous login leaves of the facades, as Juju does. */
const ANONYMOUS: ReadonlySet<string> = new Set(["NotifyWatcher", "StringsWatcher"]);

function isThere(facade: ServedFacade, auth: Auth, scope: Scope): boolean {
  return (
    facade.on.includes(scope.kind) && (auth.kind !== "anonymous" || ANONYMOUS.has(facade.name))
  );
}

/** The facades that a connection has after its login, by name and version. */
export class FacadeRegistry {
  readonly #byName: ReadonlyMap<string, readonly ReleasedFacade[]>;
  readonly #juju: JujuRules;

  /** @throws Error where a version of a facade comes twice */
  constructor({ facades, rules }: JujuRelease) {
    const all = facades.flatMap(({ facade, versions }) =>
      versions.map((version) => `${facade.name} ${version}`),
    );
    if (new Set(all).size < all.length) throw new Error("a version of a facade is served twice");
    this.#juju = rules;
    this.#byName = Map.groupBy(facades, ({ facade }) => facade.name);
  }

  /** What a login is told that this connection offers. */
  offered(auth: Auth, scope: Scope): FacadeVersions[] {
    return [...this.#byName].flatMap(([name, released]): FacadeVersions[] => {
      const there = released
        .filter(({ facade }) => isThere(facade, auth, scope))
        .filter(
          ({ facade }) =>
            facade.offeredToCallersAlone !== true || facade.allows(auth, this.#juju.traits),
        );
      const versions = there.flatMap((one) => one.versions).toSorted((a, b) => a - b);
      return versions.length === 0 ? [] : [{ name, versions }];
    });
  }

  /**
   * The facade that a request asks for.
   *
   * @throws ApiError `not implemented`, `not supported` on this kind of connection, or
   * `unauthorized access` for this kind of caller
   */
  find(
    request: { readonly facade: string; readonly version: number },
    auth: Auth,
    scope: Scope,
  ): ServedFacade {
    const { facade: name, version } = request;
    const { refusals } = this.#juju;
    const released = this.#byName.get(name);
    if (released === undefined) throw refusals.unknownFacade(name, version);
    const there = released.filter(({ facade }) => isThere(facade, auth, scope));
    if (there.length === 0) throw wrongConnection(name, scope.kind);
    const found = there.find(({ versions }) => versions.includes(version));
    if (found === undefined) throw refusals.unknownVersion(name, version);
    if (!found.facade.allows(auth, this.#juju.traits)) throw permissionDenied();
    return found.facade;
  }
}
