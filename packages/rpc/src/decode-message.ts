// Decodes the text of one JSON-RPC message. As tolerant as Juju's decoder (unknown keys are ignored,
// keys match in any case, null stands for the default) and no more: what Juju refuses is refused here.
import { parseJson } from "./parse-json.js";
import { InvalidMessageError } from "./invalid-message-error.js";
import type { Message } from "./message.js";

/** @throws InvalidMessageError */
export function decodeMessage(text: string): Message {
  const document = parseJson(text);
  // Go reads null into a struct as nothing at all, which makes it a reply to nothing.
  if (document === null) return { kind: "result", requestId: 0, result: {} };
  if (typeof document !== "object" || Array.isArray(document)) {
    throw new InvalidMessageError(`a message must be a JSON object, not ${describe(document)}`);
  }
  return decodeMembers(document);
}

// One pass over the members, into plain variables: this runs for every message, and an
// intermediate object would cost as much as all the rest.
function decodeMembers(document: object): Message {
  let id1: unknown;
  let id0: unknown;
  let type: unknown;
  let version: unknown;
  let object: unknown;
  let request: unknown;
  let params: unknown;
  let error: unknown;
  let code1: unknown;
  let code0: unknown;
  let info: unknown;
  let response: unknown;
  for (const key of Object.keys(document)) {
    const value: unknown = Reflect.get(document, key);
    switch (exact.has(key) ? key : key.toLowerCase()) {
      case "request-id":
        id1 = value;
        break;
      case "requestid":
        id0 = value;
        break;
      case "type":
        type = value;
        break;
      case "version":
        version = value;
        break;
      case "id":
        object = value;
        break;
      case "request":
        request = value;
        break;
      case "params":
        params = value;
        break;
      case "error":
        error = value;
        break;
      case "error-code":
        code1 = value;
        break;
      case "errorcode":
        code0 = value;
        break;
      case "error-info":
        info = value;
        break;
      case "response":
        response = value;
        break;
      default:
    }
  }
  const current = readCount("request-id", id1);
  const wire = current === 0 ? 0 : 1;
  const requestId = wire === 1 ? current : readCount("RequestId", id0);
  const facade = readText("type", type);
  const method = readText("request", request);
  if (facade !== "" || method !== "") {
    return {
      kind: "request",
      wire,
      requestId,
      facade,
      version: readCount("version", version),
      id: readText("id", object),
      method,
      params: params ?? {},
    };
  }
  const message = readText("error", error);
  if (message === "") return { kind: "result", requestId, result: response ?? {} };
  const code = readText("error-code", wire === 1 ? code1 : code0);
  return {
    kind: "failure",
    requestId,
    message,
    // Servers of Juju 1.x said it in words alone.
    code: code === "" && message.startsWith("no such request ") ? "not implemented" : code,
    info: wire === 1 ? (info ?? undefined) : undefined,
  };
}

/** The keys as Juju writes them today; any other is looked at in lower case. */
const exact: ReadonlySet<string> = new Set([
  "request-id",
  "type",
  "version",
  "id",
  "request",
  "params",
  "error",
  "error-code",
  "error-info",
  "response",
]);

function readText(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw new InvalidMessageError(`${name} must be a string, not ${describe(value)}`);
}

function readCount(name: string, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidMessageError(`${name} must be a whole number, not ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "number" ? `the number ${value}` : `a ${typeof value}`;
}
