import type { IncomingMessage } from "node:http";

import { ApiError } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { permissionDenied, unknownModel } from "../api/api-errors.js";
import type { ControllerCore } from "../api/controller-core.js";
import { LoginSession } from "../api/login-session.js";
import { login, type LoginRules } from "../api/login.js";
import { loginVouched } from "../api/vouched-login.js";
import { streamVoucherOf } from "../api/vouchers.js";
import { toApiError } from "../api/results.js";
import type { KeptLogRecord } from "../state/activity.js";
import { basicCredentials } from "./basic-credentials.js";
import { type LogQuery, readLogQuery } from "./log-filter.js";
import { keepAlive } from "./stream-keepalive.js";

/** Bytes that may wait for a client that reads slowly, before more is read for it. */
const HIGH_WATER = 256 * 1024;
/** Records read at once. */
const BATCH = 200;
/** How far back the records that are there already are looked through. */
const LOOKED_THROUGH = 10_000;

/** As Juju writes a time. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u;

/** A record as `juju debug-log` reads it. */
function line(record: KeptLogRecord): string {
  const { tag, time, level, module, location, message } = record;
  // The time is what an agent said it is.
  const ts = RFC_3339.test(time) ? time : new Date(0).toISOString();
  return `${JSON.stringify({ tag, ts, sev: level, mod: module, loc: location, msg: message })}\n`;
}

/** Where a stream is, and what is left of it. */
class LogStream {
  readonly #socket: WebSocket;
  readonly #core: ControllerCore;
  readonly #model: string;
  readonly #query: LogQuery;
  #number: number;
  #left: number;

  constructor(socket: WebSocket, core: ControllerCore, model: string, query: LogQuery) {
    this.#socket = socket;
    this.#core = core;
    this.#model = model;
    this.#query = query;
    this.#left = query.maxLines === 0 ? Infinity : query.maxLines;
    this.#number = this.#start();
  }

  /** Sends what there is, as far as the client reads it. */
  pump(): void {
    const { activity } = this.#core;
    while (this.#socket.readyState === this.#socket.OPEN) {
      if (this.#socket.bufferedAmount > HIGH_WATER) return;
      const at = { model: this.#model, number: this.#number, limit: BATCH };
      const records = activity.logsAfter(at);
      for (const record of records) {
        this.#number = record.number;
        if (this.#left === 0 || !this.#query.wants(record)) continue;
        this.#left -= 1;
        this.#socket.send(line(record), () => this.#drained());
      }
      const over = this.#left === 0 || (records.length === 0 && this.#query.noTail);
      if (over) this.#socket.close(1000);
      if (records.length === 0) return;
    }
  }

  #drained(): void {
    if (this.#socket.bufferedAmount === 0) this.pump();
  }

  /** The number after which the first record is looked for. */
  #start(): number {
    const { backlog, replay, wants } = this.#query;
    if (replay) return 0;
    const newest = this.#core.activity.logs({ model: this.#model, limit: LOOKED_THROUGH });
    const wanted = backlog === 0 ? [] : newest.filter((record) => wants(record)).slice(-backlog);
    return wanted[0] === undefined ? (newest.at(-1)?.number ?? 0) : wanted[0].number - 1;
  }
}

/**
 * Streams a model's log to a user. Who it is shows in the request, and is looked at only now: a
 * refusal is the first message, as in Juju. `onLogin` is called once somebody has logged in.
 */
export async function acceptLogStream(
  socket: WebSocket,
  model: string,
  request: IncomingMessage,
  options: { readonly rules: LoginRules; readonly onLogin: () => void },
): Promise<void> {
  const { rules, onLogin } = options;
  const { core } = rules;
  const closed = new AbortController();
  socket.once("close", () => closed.abort());
  socket.on("error", (error) => core.logger.debug("a log stream failed", { model, error }));
  keepAlive(socket, core.clock);
  try {
    if (core.state.models.find(model) === undefined) throw unknownModel(model);
    const where = { kind: "model", model } as const;
    const credentials = basicCredentials(request);
    const { identityProvider: provider } = rules;
    const voucher = streamVoucherOf(credentials, provider);
    const loggedIn =
      provider === undefined || voucher === undefined
        ? await login(credentials, where, rules, closed.signal)
        : await loginVouched(
            voucher,
            where,
            { provider, network: credentials.network, rules },
            closed.signal,
          );
    if (loggedIn.auth.kind !== "user") throw permissionDenied();
    if (closed.signal.aborted) return;
    const session = new LoginSession(loggedIn, core, () => socket.close(1000));
    socket.once("close", () => session[Symbol.dispose]());
    onLogin();
  } catch (error) {
    const known = toApiError(error);
    if (known === undefined) core.logger.error("a log could not be streamed", { model, error });
    refuse(socket, known ?? new ApiError("internal error", { code: "" }));
    return;
  }
  socket.send("{}\n");
  const [, query = ""] = (request.url ?? "").split("?");
  const stream = new LogStream(socket, core, model, readLogQuery(new URLSearchParams(query)));
  const unfollow = core.activity.onLog(() => stream.pump());
  socket.once("close", unfollow);
  stream.pump();
}

function refuse(socket: WebSocket, { message, code }: ApiError): void {
  socket.send(`${JSON.stringify({ error: { message, code } })}\n`);
  socket.close(1000);
}
