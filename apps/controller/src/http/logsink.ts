import type { IncomingMessage } from "node:http";

import { decode, message, type Schema, text } from "@holdfast/facades";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { watchRevocation } from "../api/agent-revocation.js";
import { badCredentials, unknownModel } from "../api/api-errors.js";
import type { AgentAuth } from "../api/auth.js";
import type { ControllerCore } from "../api/controller-core.js";
import type { Voucher } from "../api/identity-provider.js";
import { authenticateAgent, type LoginRules, readTag } from "../api/login.js";
import { noteSession } from "../api/noted-session.js";
import { loginVouched } from "../api/vouched-login.js";
import { streamVoucherOf } from "../api/vouchers.js";
import { LOGS } from "../bounds.js";
import { basicCredentials } from "./basic-credentials.js";
import { clientOf } from "./client-of.js";
import type { HttpAnswer } from "./http-answer.js";
import { keepAlive } from "./stream-keepalive.js";

/** A line of an agent's log as Juju writes it: time, module, location, level, text. */
interface WireRecord {
  t: string;
  m: string;
  l: string;
  v: string;
  x: string;
}

const WireRecord: Schema<WireRecord> = message<WireRecord>({
  t: text,
  m: text,
  l: text,
  v: text,
  x: text,
});

/** The close code after a refusal that is said on the stream itself, as Juju has it. */
const GOING_AWAY = 1001;

/** The close code for a message that is not what the stream is for. */
const UNSUPPORTED = 1003;

/** Who sends its log. */
interface Sender {
  readonly model: string;
  readonly tag: string;
  readonly auth: AgentAuth;
}

function senderOf(model: string, request: IncomingMessage, core: ControllerCore): Sender {
  if (core.state.models.find(model) === undefined) throw unknownModel(model);
  const credentials = basicCredentials(request);
  const tag = readTag(credentials["auth-tag"]);
  if (tag.kind === "user") throw badCredentials();
  const where = { kind: "model", model } as const;
  const { auth } = authenticateAgent(tag, credentials, where, core);
  return { model, tag: auth.tag, auth };
}

/** The HTTP status of a refusal, by its code; 401 of any other. */
const STATUS_OF: Readonly<Record<string, number>> = { "model not found": 404, "try again": 429 };

/** Why the stream is refused; undefined where it is granted. */
export function refuseLogsink(
  model: string,
  request: IncomingMessage,
  { core, identityProvider }: LoginRules,
): HttpAnswer | undefined {
  // The identity provider takes its time: a refusal is said on the stream itself then.
  if (streamVoucherOf(basicCredentials(request), identityProvider) !== undefined) return undefined;
  try {
    senderOf(model, request, core);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const status = STATUS_OF[error.code] ?? 401;
    const { message: words, code } = error;
    const body = JSON.stringify({ error: { message: words, code } });
    return { status, body, type: "application/json" };
  }
}

/** What a log stream needs to know besides who sends it. */
export interface LogsinkOptions {
  readonly rules: LoginRules;
  /** Called once it is known whose log it is. */
  readonly onLogin: (tag: string) => void;
}

/** Keeps what an agent logs. The stream is the agent's own affair: it ends when the agent ends it. */
export function acceptLogsink(
  socket: WebSocket,
  model: string,
  request: IncomingMessage,
  options: LogsinkOptions,
): void {
  const { rules } = options;
  const { core, identityProvider: provider } = rules;
  const credentials = basicCredentials(request);
  const voucher = streamVoucherOf(credentials, provider);
  if (provider === undefined || voucher === undefined) {
    keepLog(socket, request, senderOf(model, request, core), options);
    return;
  }
  const closed = new AbortController();
  socket.once("close", () => closed.abort());
  socket.on("error", (error) => core.logger.debug("a log stream failed", { model, error }));
  const from = { provider, network: credentials.network, rules };
  vouchedSender(voucher, model, from, closed.signal).then(
    (sender) => keepLog(socket, request, sender, options),
    (error: unknown) => refuseOnStream(socket, error, core),
  );
}

/** @throws ApiError as `loginVouched`, and `unauthorized access` for a user */
async function vouchedSender(
  voucher: Voucher,
  model: string,
  from: Parameters<typeof loginVouched>[2],
  signal: AbortSignal,
): Promise<Sender> {
  if (from.rules.core.state.models.find(model) === undefined) throw unknownModel(model);
  const { auth } = await loginVouched(voucher, { kind: "model", model }, from, signal);
  if (auth.kind !== "agent") throw badCredentials();
  return { model, tag: auth.tag, auth };
}

function refuseOnStream(socket: WebSocket, error: unknown, { logger }: ControllerCore): void {
  if (!(error instanceof ApiError)) logger.error("a log stream could not be served", { error });
  const { message: words, code } = error instanceof ApiError ? error : badCredentials();
  socket.send(`${JSON.stringify({ error: { message: words, code } })}\n`);
  socket.close(GOING_AWAY);
}

function keepLog(
  socket: WebSocket,
  request: IncomingMessage,
  { auth, ...sender }: Sender,
  { rules, onLogin }: LogsinkOptions,
): void {
  const { core } = rules;
  const version = new URLSearchParams((request.url ?? "").split("?")[1]).get("version") ?? "1";
  if (version !== "1") {
    const words = `unknown version ${JSON.stringify(version.slice(0, 16))}`;
    socket.send(`${JSON.stringify({ error: { message: words, code: "" } })}\n`);
    socket.close(GOING_AWAY);
    return;
  }
  const unwatch = watchRevocation(auth, core, () => socket.terminate());
  socket.once("close", unwatch);
  const scope = { kind: "model", model: sender.model } as const;
  const connected = { kind: "logsink", client: clientOf(request) } as const;
  socket.once("close", noteSession({ auth, scope }, connected, core));
  keepAlive(socket, core.clock);
  socket.on("error", (error) => core.logger.debug("a log stream failed", { ...sender, error }));
  let failing = false;
  socket.on("message", (data: Buffer, isBinary) => {
    const record = isBinary ? undefined : readRecord(data);
    if (record === undefined) {
      socket.close(UNSUPPORTED, "not a log record");
      return;
    }
    try {
      core.activity.addLog({
        ...sender,
        received: wallNow(core.clock),
        time: cut(record.t, LOGS.label),
        module: cut(record.m, LOGS.label),
        location: cut(record.l, LOGS.label),
        level: cut(record.v, LOGS.label),
        message: cut(record.x, LOGS.text),
      });
      failing = false;
    } catch (error) {
      // A full disk: the record is lost, and what else the controller does goes on.
      if (!failing) core.logger.warn("an agent's log cannot be kept", { ...sender, error });
      failing = true;
    }
  });
  onLogin(sender.tag);
  socket.send("{}\n");
}

function cut(words: string, longest: number): string {
  return words.length > longest ? `${words.slice(0, longest)}…` : words;
}

function readRecord(data: Buffer): WireRecord | undefined {
  try {
    return decode(WireRecord, JSON.parse(data.toString("utf8")), "a log record");
  } catch {
    return undefined;
  }
}
