import { formatHostPort } from "@holdfast/names";
import { type Clock, type Logger, sleep, wallNow } from "@holdfast/ports";

import type { ControllerCore } from "./api/controller-core.js";
import { EntityQuotas } from "./api/entity-quotas.js";
import { FacadeRegistry } from "./api/facade-registry.js";
import { FairTurns } from "./api/fair-turns.js";
import { GuessBudgets } from "./api/guess-budgets.js";
import type { IdentityProvider } from "./api/identity-provider.js";
import type { JujuRelease } from "./api/juju-release.js";
import { Leases } from "./api/leases.js";
import type { LoginRules } from "./api/login.js";
import { LongAnswers } from "./api/long-answers.js";
import { OwnPasswords } from "./api/own-passwords.js";
import { RefusalLog } from "./api/refusal-log.js";
import { LoginTurns } from "./api/login-turns.js";
import type { RateLimit } from "./api/token-bucket.js";
import { UserPasswords } from "./api/user-passwords.js";
import { WatchHub } from "./api/watch-hub.js";
import { ApiServer, type ServerCertificates } from "./http/api-server.js";
import { CertificateRenewal } from "./http/certificate-renewal.js";
import { Connections } from "./http/connections.js";
import { advertised, certifiedIps, reachableAt } from "./http/servers.js";
import type { Identity } from "./identity.js";
import { chooseListenAddress, type ListenAddress } from "./net/listen-address.js";
import { announcedAuthorities, vouchingAuthorities } from "./pki/authorities.js";
import { expiryWarnings } from "./pki/expiry.js";
import type { KeyRing } from "./pki/key-ring.js";
import { keptLeaf, servingLeaf, type ShownCertificate } from "./pki/server-certificates.js";
import type { Activity } from "./state/activity.js";
import type { Store } from "./state/store.js";
import { version } from "./version.js";
import { addressesTopic, authoritiesTopic, clientAuthoritiesTopic } from "./state/topics.js";

/** ms that the connections have to end well once the controller is told to stop. */
export const STOP_TIMEOUT = 6000;

/** The WebSocket protocol's own word for a server that goes down. */
const GOING_AWAY = { code: 1001, reason: "the controller is stopping" } as const;

/** What a controller is started from; it owns all of it, and lets go of it by `disposeOwned`. */
export interface ControllerParts {
  readonly identity: Identity;
  /** The release of Juju as which it speaks. */
  readonly release: JujuRelease;
  readonly state: Store;
  readonly keys: KeyRing;
  readonly activity: Activity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listen: ListenAddress | undefined;
  readonly rateLimit: RateLimit;
  readonly identityProvider: IdentityProvider | undefined;
  readonly handshakeTimeout: number;
  /** Aborted once the controller is told to stop: whatever waits for the keys waits no longer. */
  readonly ending: AbortController;
  disposeOwned(): Promise<void>;
}

/** A controller that runs in this process. */
export class Controller implements AsyncDisposable {
  readonly #parts: ControllerParts;
  readonly #server: ApiServer;
  readonly #core: ControllerCore<Store>;
  readonly #connections: Connections;
  #leaf: ShownCertificate;
  #renewal: CertificateRenewal | undefined;
  #listening: ListenAddress;
  #stopped: Promise<void> | undefined;

  /** @throws {@link ControllerError} ERR_PORT_IN_USE, ERR_LISTEN */
  static async start(parts: ControllerParts): Promise<Controller> {
    const { settings } = parts.state;
    const before = parts.state.controllers.find(parts.keys.node)?.listenAddress;
    const address = chooseListenAddress(parts.listen, before);
    const leaf = await keptLeaf(
      parts.state,
      parts.keys,
      certifiedIps(settings, address.host),
      wallNow(parts.clock),
    );
    const controller = new Controller(parts, address, leaf);
    try {
      await controller.#listen();
      return controller;
    } catch (error) {
      controller.#endCore();
      throw error;
    }
  }

  private constructor(parts: ControllerParts, address: ListenAddress, leaf: ShownCertificate) {
    const { identity, release, state, activity, clock, logger } = parts;
    this.#parts = parts;
    this.#listening = address;
    this.#leaf = leaf;
    const hub = new WatchHub(state.changes, { clock, logger });
    const servers = (): ReturnType<ControllerCore["servers"]> =>
      advertised(state, { id: parts.keys.node, listening: this.#listening });
    const leases = new Leases(clock);
    this.#core = {
      ...identity,
      get caCert() {
        return announcedAuthorities(state.settings);
      },
      state,
      activity,
      hub,
      leases,
      ownPasswords: new OwnPasswords(),
      guesses: new GuessBudgets(() => clock.now()),
      turns: new FairTurns(),
      quotas: new EntityQuotas(),
      longAnswers: new LongAnswers(),
      clock,
      logger,
      juju: release.rules,
      userPasswords: new UserPasswords(),
      servers,
    };
    const rules: LoginRules = {
      core: this.#core,
      agentLogins: new LoginTurns(parts.rateLimit, () => clock.now()),
      refusals: new RefusalLog(logger, () => clock.now()),
      identityProvider: parts.identityProvider,
    };
    const connections = new Connections(rules, new FacadeRegistry(release));
    this.#connections = connections;
    this.#server = new ApiServer(
      {
        logger,
        fresh: () => state.fresh(parts.ending.signal),
        accept: (socket, route, request) => connections.accept(socket, route, request),
        handshakeTimeout: parts.handshakeTimeout,
        refuse: (route, request) => connections.refuse(route, request),
      },
      this.#certificates(),
    );
  }

  get address(): string {
    return formatHostPort(this.#listening);
  }

  /**
   * Stops: new connections are refused, what is being served is answered, the connections get their
   * Close frames, the database is closed. It takes STOP_TIMEOUT ms at most, and never rejects.
   */
  [Symbol.asyncDispose](): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #listen(): Promise<void> {
    const { state, keys, clock, logger } = this.#parts;
    this.#listening = await this.#server.listen(this.#listening);
    // Kept before anybody can have learnt of it: agents will look for the controller there.
    await state.commit(({ controllers }) =>
      controllers.put({
        id: keys.node,
        listenAddress: this.address,
        addresses: reachableAt(this.#listening),
        version: version(),
        startedAt: wallNow(clock),
      }),
    );
    const { settings } = state;
    const ips = (): readonly string[] => certifiedIps(settings, this.#listening.host);
    const renewal = new CertificateRenewal(this.#leaf, {
      kept: () => servingLeaf(state, keys, ips(), wallNow(clock)),
      renew: () => keptLeaf(state, keys, ips(), wallNow(clock)),
      show: (certificate) => {
        this.#leaf = certificate;
        this.#server.setCertificates(this.#certificates());
      },
      warnings: () => expiryWarnings(state, wallNow(clock)),
      clock,
      logger,
    });
    this.#renewal = renewal;
    this.#core.hub.watch([addressesTopic], () => renewal.check());
    this.#core.hub.watch([clientAuthoritiesTopic, authoritiesTopic], () => {
      this.#server.setCertificates(this.#certificates());
      renewal.check();
    });
  }

  #certificates(): ServerCertificates {
    const vouching = vouchingAuthorities(this.#parts.state.settings);
    return { shown: this.#leaf, vouching };
  }

  async #stop(): Promise<void> {
    const { clock, logger } = this.#parts;
    this.#server.refuseNew();
    this.#parts.ending.abort(new Error("the controller is stopping"));
    await this.#renewal?.[Symbol.asyncDispose]();
    const closing = this.#connections.close(GOING_AWAY);
    const inTime = new AbortController();
    const late = sleep(STOP_TIMEOUT, { clock, signal: inTime.signal }).then(
      () => logger.warn("some connections did not end in time; they are cut off"),
      () => undefined,
    );
    await Promise.race([closing, late]);
    inTime.abort();
    await this.#server.close();
    this.#endCore();
    await this.#parts.disposeOwned();
  }

  #endCore(): void {
    this.#core.turns[Symbol.dispose]();
    this.#core.hub[Symbol.dispose]();
    this.#core.leases[Symbol.dispose]();
  }
}
