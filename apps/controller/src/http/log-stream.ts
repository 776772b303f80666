import type { IncomingMessage } from "node:http";

import { shownJson } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { permissionDenied, unknownModel } from "../api/api-errors.js";
import { LoginSession } from "../api/login-session.js";
import { login, type LoginRules } from "../api/login.js";
import { loginVouched } from "../api/vouched-login.js";
import { streamVoucherOf } from "../api/vouchers.js";
import { toApiError } from "../api/results.js";
import { LOGS } from "../bounds.js";
import type { KeptLogRecord } from "../state/activity.js";
import { basicCredentials } from "./basic-credentials.js";
import { clientOf } from "./client-of.js";
import { readLogQuery } from "./log-filter.js";
import { LogFollower, type LogSink } from "./log-follower.js";
import { keepAlive } from "./stream-keepalive.js";

/** The close code for a fault of ours. */
const INTERNAL_ERROR = 1011;

/** As Juju writes a time. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u;

/** A record as `juju debug-log` reads it. */
function line(record: KeptLogRecord): string {
  const { tag, time, level, module, location, message } = record;
  // The time is what an agent said it is.
  const ts = RFC_3339.test(time) ? time : new Date(0).toISOString();
  return `${shownJson({ tag, ts, sev: level, mod: module, loc: location, msg: message })}\n`;
}

/**
 * Streams a model's log to a user. Who it is shows in the request, and is looked at only now: a
 * refusal is the first message, as in Juju. `onLogin` is called once somebody has logged in.
 */
export async function acceptLogStream(
  socket: WebSocket,
  model: string,
  request: IncomingMessage,
  options: { readonly rules: LoginRules; readonly onLogin: (user: string) => void },
): Promise<void> {
  const { rules, onLogin } = options;
  const { core } = rules;
  const closed = new AbortController();
  socket.once("close", () => closed.abort());
  socket.on("error", (error) => core.logger.debug("a log stream failed", { model, error }));
  keepAlive(socket, core.clock);
  let user: string;
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
    const session = new LoginSession(
      loggedIn,
      { kind: "debug-log", client: clientOf(request) },
      { core, close: () => socket.close(1000) },
    );
    socket.once("close", () => session[Symbol.dispose]());
    user = `user-${loggedIn.auth.user.name}`;
    onLogin(user);
  } catch (error) {
    const known = toApiError(error);
    if (known === undefined) core.logger.error("a log could not be streamed", { model, error });
    refuse(socket, known ?? new ApiError("internal error", { code: "" }));
    return;
  }
  socket.send("{}\n");
  const [, query = ""] = (request.url ?? "").split("?");
  const follower = new LogFollower({
    core,
    model,
    user,
    query: readLogQuery(new URLSearchParams(query)),
    sink: sinkOf(socket, () => pump()),
    signal: closed.signal,
  });
  const failed = (error: unknown): void => {
    if (closed.signal.aborted) return;
    core.logger.error("a log could not be streamed", { model, error });
    socket.close(INTERNAL_ERROR);
  };
  const pump = (): void => void follower.pump().catch(failed);
  socket.once("close", core.activity.onLog(model, pump));
  await follower.begin().catch(failed);
}

function sinkOf(socket: WebSocket, drained: () => void): LogSink {
  return {
    get full() {
      return socket.readyState !== socket.OPEN || socket.bufferedAmount > LOGS.unread;
    },
    send(record) {
      socket.send(line(record), () => {
        if (socket.bufferedAmount === 0) drained();
      });
    },
    end: () => socket.close(1000),
  };
}

function refuse(socket: WebSocket, { message, code }: ApiError): void {
  socket.send(`${JSON.stringify({ error: { message, code } })}\n`);
  socket.close(1000);
}
