// From the text of one frame to what it says. As tolerant as Juju is (unknown keys ignored, keys in
// any case, null for a default), and no further: what Juju's decoder refuses is refused here.
import type { Message } from "./message.js";

/** Why a frame cannot be understood; the connection that brought it ends. */
export class MalformedFrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedFrameError";
  }
}

/** Go's JSON decoder stops at 10,000; no frame of Juju's comes near, and recursive readers need less. */
export const maxDepth = 512;

/** @throws MalformedFrameError */
export function decodeFrame(text: string): Message {
  return decodeEnvelope(parse(text));
}

/** The members that Juju gives a meaning to, in either spelling, by their lower-cased names. */
interface Envelope {
  "request-id"?: unknown;
  requestid?: unknown;
  type?: unknown;
  version?: unknown;
  id?: unknown;
  request?: unknown;
  params?: unknown;
  error?: unknown;
  "error-code"?: unknown;
  errorcode?: unknown;
  "error-info"?: unknown;
  response?: unknown;
}

function decodeEnvelope(document: unknown): Message {
  // Go reads null into a struct as nothing at all, which makes it a reply to nothing.
  const members = readMembers(document ?? {});
  const v1 = readCount("request-id", members["request-id"]);
  const wire = v1 === 0 ? 0 : 1;
  const requestId = wire === 1 ? v1 : readCount("RequestId", members.requestid);
  const facade = readText("type", members.type);
  const method = readText("request", members.request);
  if (facade !== "" || method !== "") {
    return {
      kind: "request",
      wire,
      requestId,
      facade,
      version: readCount("version", members.version),
      id: readText("id", members.id),
      method,
      params: members.params ?? {},
    };
  }
  const message = readText("error", members.error);
  if (message === "") return { kind: "result", requestId, result: members.response ?? {} };
  const code = readText("error-code", wire === 1 ? members["error-code"] : members.errorcode);
  return {
    kind: "failure",
    requestId,
    message,
    // Servers of Juju 1.x said it in words alone.
    code: code === "" && message.startsWith("no such request ") ? "not implemented" : code,
    info: wire === 1 ? (members["error-info"] ?? undefined) : undefined,
  };
}

function readMembers(document: unknown): Envelope {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new MalformedFrameError(`a frame must be a JSON object, not ${describe(document)}`);
  }
  const members: Envelope = {};
  for (const [key, value] of Object.entries(document)) take(members, key, value);
  return members;
}

function take(members: Envelope, key: string, value: unknown): void {
  switch (key) {
    case "request-id":
    case "requestid":
    case "type":
    case "version":
    case "id":
    case "request":
    case "params":
    case "error":
    case "error-code":
    case "errorcode":
    case "error-info":
    case "response":
      members[key] = value;
      return;
    default: {
      const folded = key.toLowerCase();
      // Longer names are none of ours; one that is folded already is unknown.
      if (folded !== key && folded.length <= 10) take(members, folded, value);
    }
  }
}

function readText(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw new MalformedFrameError(`${name} must be a string, not ${describe(value)}`);
}

function readCount(name: string, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new MalformedFrameError(`${name} must be a whole number, not ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "number" ? `the number ${value}` : `a ${typeof value}`;
}

// JSON can spell a name with escapes, and Go escapes `<`, `>` and `&`, so only a spelled-out
// __proto__ is worth the slow way.
const escapedProto =
  /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"/i;

function parse(text: string): unknown {
  if (text.length > maxDepth * 2) refuseDepth(text);
  try {
    // A member named __proto__ would become the prototype of whatever it is later assigned to, and
    // no facade has one: it is dropped.
    return text.includes("__proto__") || (text.includes("\\u00") && escapedProto.test(text))
      ? JSON.parse(text, (key: string, value: unknown) => (key === "__proto__" ? undefined : value))
      : JSON.parse(text);
  } catch {
    // Without its cause: the parser quotes the text, which may hold a password.
    throw new MalformedFrameError("a frame must be a JSON document");
  }
}

const quote = 0x22;
const backslash = 0x5c;

function refuseDepth(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case quote:
        i = endOfString(text, i);
        break;
      case 0x5b:
      case 0x7b:
        depth++;
        if (depth > maxDepth)
          throw new MalformedFrameError(`a frame is nested over ${maxDepth} deep`);
        break;
      case 0x5d:
      case 0x7d:
        depth--;
        break;
      default:
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
