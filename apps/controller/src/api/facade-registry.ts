import type { FacadeVersions } from "@holdfast/facades";

import { permissionDenied, unknownFacade, unknownVersion, wrongConnection } from "./api-errors.js";
import type { Auth, Scope } from "./auth.js";
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
  readonly #byName: ReadonlyMap<string, readonly ServedFacade[]>;

  /** @throws Error where a version of a facade comes twice */
  constructor(facades: readonly ServedFacade[]) {
    const keys = new Set(facades.map(({ name, version }) => `${name} ${version}`));
    if (keys.size < facades.length) throw new Error("a version of a facade is served twice");
    this.#byName = Map.groupBy(facades, ({ name }) => name);
  }

  /** What a login is told that this connection offers. */
  offered(auth: Auth, scope: Scope): FacadeVersions[] {
    return [...this.#byName].flatMap(([name, facades]): FacadeVersions[] => {
      const there = facades.filter((facade) => isThere(facade, auth, scope));
      const versions = there.map(({ version }) => version).toSorted((a, b) => a - b);
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
    const versions = this.#byName.get(name);
    if (versions === undefined) throw unknownFacade(name);
    const there = versions.filter((facade) => isThere(facade, auth, scope));
    if (there.length === 0) throw wrongConnection(name, scope.kind);
    const facade = there.find((one) => one.version === version);
    if (facade === undefined) throw unknownVersion(name, version);
    if (!facade.allows(auth)) throw permissionDenied();
    return facade;
  }
}
