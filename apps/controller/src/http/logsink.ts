import type { IncomingMessage } from "node:http";

import { decode, message, type Schema, text } from "@holdfast/facades";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { watchRevocation } from "../api/agent-revocation.js";
import { badCredentials, unknownModel } from "../api/api-errors.js";
import type { AgentAuth } from "../api/auth.js";
import type { ControllerCore } from "../api/controller-core.js";
import { authenticateAgent, readTag } from "../api/login.js";
import { basicCredentials } from "./basic-credentials.js";
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

/** Characters of each part of a record that are kept. */
const LONGEST_WORDS = 4096;
/** The same of its time, module, location and level. */
const LONGEST_LABEL = 256;

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
  core: ControllerCore,
): HttpAnswer | undefined {
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

/** Keeps what an agent logs. The stream is the agent's own affair: it ends when the agent ends it. */
export function acceptLogsink(
  socket: WebSocket,
  model: string,
  request: IncomingMessage,
  core: ControllerCore,
): void {
  const { auth, ...sender } = senderOf(model, request, core);
  const version = new URLSearchParams((request.url ?? "").split("?")[1]).get("version") ?? "1";
  if (version !== "1") {
    const words = `unknown version ${JSON.stringify(version.slice(0, 16))}`;
    socket.send(`${JSON.stringify({ error: { message: words, code: "" } })}\n`);
    socket.close(GOING_AWAY);
    return;
  }
  const unwatch = watchRevocation(auth, core, () => socket.terminate());
  socket.once("close", unwatch);
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
        time: cut(record.t, LONGEST_LABEL),
        module: cut(record.m, LONGEST_LABEL),
        location: cut(record.l, LONGEST_LABEL),
        level: cut(record.v, LONGEST_LABEL),
        message: cut(record.x, LONGEST_WORDS),
      });
      failing = false;
    } catch (error) {
      // A full disk: the record is lost, and what else the controller does goes on.
      if (!failing) core.logger.warn("an agent's log cannot be kept", { ...sender, error });
      failing = true;
    }
  });
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
