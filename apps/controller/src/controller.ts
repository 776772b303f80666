import type { IncomingMessage } from "node:http";

import { type Clock, type Logger, sleep, wallNow } from "@holdfast/ports";
import type { WebSocket } from "ws";

import { Admin } from "./operator/admin.js";
import type { Identity } from "./identity.js";
import { readClientAuthorities } from "./pki/client-authorities.js";
import type { KeyedCertificate } from "@holdfast/certificates";
import { keptLeaf } from "./pki/server-certificates.js";
import type { RunningController } from "./operator/running-controller.js";
import { ApiServer, type ServerCertificates, type SocketRoute } from "./http/api-server.js";
import { clientCertificate } from "./api/client-certificate.js";
import { CertificateRenewal } from "./http/certificate-renewal.js";
import type { ControllerCore } from "./api/controller-core.js";
import type { HttpAnswer } from "./http/http-answer.js";
import { Leases } from "./api/leases.js";
import { chooseListenAddress, formatAddress, type ListenAddress } from "./net/listen-address.js";
import { acceptLogsink, refuseLogsink } from "./http/logsink.js";
import type { LoginRules } from "./api/login.js";
import { advertised, certifiedIps } from "./http/servers.js";
import { Session } from "./api/session.js";
import { type RateLimit, TokenBucket } from "./api/token-bucket.js";
import { UserPasswords } from "./api/user-passwords.js";
import { WatchHub } from "./api/watch-hub.js";
import type { Activity } from "./state/activity.js";
import type { State } from "./state/state.js";
import { addressesTopic, clientAuthoritiesTopic } from "./state/topics.js";

/** ms that the connections have to end well once the controller is told to stop. */
export const STOP_TIMEOUT = 6000;

/** The WebSocket protocol's own word for a server that goes down. */
const GOING_AWAY = { code: 1001, reason: "the controller is stopping" } as const;

/** Connections without a login at once. Each may make us hold one message: here their memory ends. */
const MOST_STRANGERS = 2000;
const TOO_MANY_STRANGERS: HttpAnswer = {
  status: 503,
  body: "too many connections are waiting to log in\n",
};

/** What a controller is started from; it owns all of it, and lets go of it by `release`. */
export interface ControllerParts {
  readonly identity: Identity;
  readonly state: State;
  readonly activity: Activity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listen: ListenAddress | undefined;
  readonly rateLimit: RateLimit;
  readonly handshakeTimeout: number;
  release(): void;
}

/** A controller that runs in this process. */
export class Controller extends Admin implements RunningController {
  readonly #parts: ControllerParts;
  readonly #server: ApiServer;
  readonly #core: ControllerCore & { readonly hub: WatchHub; readonly leases: Leases };
  readonly #rules: LoginRules;
  readonly #sessions = new Set<Session>();
  /** Those of the sessions where nobody has logged in yet. */
  readonly #strangers = new Set<Session>();
  readonly #streams = new Set<WebSocket>();
  #leaf: KeyedCertificate;
  #renewal: CertificateRenewal | undefined;
  #listening: ListenAddress;
  #stopped: Promise<void> | undefined;

  /** @throws {@link ControllerError} ERR_PORT_IN_USE, ERR_LISTEN */
  static async start(parts: ControllerParts): Promise<Controller> {
    const { settings } = parts.state;
    const address = chooseListenAddress(parts.listen, settings.get("listen-address"));
    const leaf = await keptLeaf(
      settings,
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

  private constructor(parts: ControllerParts, address: ListenAddress, leaf: KeyedCertificate) {
    const { identity, state, activity, clock, logger } = parts;
    super(identity, { state, activity, clock, running: () => true });
    this.#parts = parts;
    this.#listening = address;
    this.#leaf = leaf;
    const hub = new WatchHub(state, { clock, logger });
    const servers = (): ReturnType<ControllerCore["servers"]> =>
      advertised(state.settings, this.#listening);
    const leases = new Leases(clock);
    this.#core = { ...identity, state, activity, hub, leases, clock, logger, servers };
    this.#rules = {
      core: this.#core,
      agentLogins: new TokenBucket(parts.rateLimit, () => clock.now()),
      userPasswords: new UserPasswords(),
    };
    this.#server = new ApiServer(
      {
        logger,
        accept: (socket, route, request) => this.#accept(socket, route, request),
        handshakeTimeout: parts.handshakeTimeout,
        refuse: (route, request) => this.#refuse(route, request),
      },
      this.#certificates(),
    );
  }

  get address(): string {
    return formatAddress(this.#listening);
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
    const { state, clock, logger } = this.#parts;
    this.#listening = await this.#server.listen(this.#listening);
    // Kept before anybody can have learnt of it: agents will look for the controller there.
    if (state.settings.get("listen-address") !== this.address) {
      state.settings.set({ "listen-address": this.address });
    }
    const renewal = new CertificateRenewal(
      this.#leaf,
      {
        kept: () => {
          const ips = certifiedIps(state.settings, this.#listening.host);
          return keptLeaf(state.settings, ips, wallNow(clock));
        },
        show: (certificate) => {
          this.#leaf = certificate;
          this.#server.setCertificates(this.#certificates());
        },
      },
      { clock, logger },
    );
    this.#renewal = renewal;
    this.#core.hub.watch([addressesTopic], () => renewal.check());
    this.#core.hub.watch([clientAuthoritiesTopic], () =>
      this.#server.setCertificates(this.#certificates()),
    );
  }

  #certificates(): ServerCertificates {
    const clientAuthorities = readClientAuthorities(this.#parts.state.settings);
    return { leaf: this.#leaf, authority: this.caCert, clientAuthorities };
  }

  #refuse(route: SocketRoute, request: IncomingMessage): HttpAnswer | undefined {
    if (route.kind === "logsink") return refuseLogsink(route.model, request, this.#core);
    return this.#strangers.size < MOST_STRANGERS ? undefined : TOO_MANY_STRANGERS;
  }

  #accept(socket: WebSocket, route: SocketRoute, request: IncomingMessage): void {
    if (route.kind === "logsink") {
      this.#streams.add(socket);
      socket.once("close", () => this.#streams.delete(socket));
      acceptLogsink(socket, route.model, request, this.#core);
      return;
    }
    const session = new Session({
      socket,
      route,
      certificate: clientCertificate(request),
      rules: this.#rules,
      entered: () => this.#strangers.delete(session),
    });
    this.#sessions.add(session);
    this.#strangers.add(session);
    const ended = (): void => {
      this.#sessions.delete(session);
      this.#strangers.delete(session);
    };
    session.closed.addEventListener("abort", ended, { once: true });
  }

  async #stop(): Promise<void> {
    const { clock, logger } = this.#parts;
    this.#server.refuseNew();
    await this.#renewal?.[Symbol.asyncDispose]();
    const closing = Promise.all([
      ...[...this.#sessions].map((session) => session.close(GOING_AWAY)),
      ...[...this.#streams].map((stream) => closeStream(stream)),
    ]);
    const inTime = new AbortController();
    const late = sleep(STOP_TIMEOUT, { clock, signal: inTime.signal }).then(
      () => logger.warn("some connections did not end in time; they are cut off"),
      () => undefined,
    );
    await Promise.race([closing, late]);
    inTime.abort();
    await this.#server.close();
    this.#endCore();
    this.#parts.release();
  }

  #endCore(): void {
    this.#core.hub[Symbol.dispose]();
    this.#core.leases[Symbol.dispose]();
  }
}

function closeStream(stream: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", () => resolve());
    stream.close(GOING_AWAY.code, GOING_AWAY.reason);
  });
}
