// agent.conf, format 2.0, as text with the places of its keys, so that what nobody changed stays
// as it was, comments and unknown keys included. Every scalar is read as a string.
import { LRUCache } from "lru-cache";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";

import { AgentConfFormatError } from "../errors.js";
import { indentQuotedLines } from "./column-zero.js";
import { KEY_ORDER } from "./key-order.js";

/** Juju's first line, exactly. */
export const FORMAT_LINE = "# format 2.0";

/** A value that cannot be what its key needs: thrown by the readers, with its place. */
export type Fault = (key: string, what: string, node?: Node) => AgentConfFormatError;

/** An `agent.conf` whose YAML holds together. */
export interface ConfText {
  /** Without the format line; what offsets count in. */
  readonly body: string;
  readonly map: YAMLMap;
  readonly fault: Fault;
}

// A change reads the same few texts again and again, at a millisecond each.
const remembered = new LRUCache<string, ConfText>({ max: 64 });

/** Reads a whole `agent.conf`. Throws {@link AgentConfFormatError}, naming line and key. */
export function readConfText(text: string, path: string): ConfText {
  const key = `${path}\0${text}`;
  const known = remembered.get(key) ?? parseConfText(text, path);
  remembered.set(key, known);
  return known;
}

function parseConfText(text: string, path: string): ConfText {
  const end = text.indexOf("\n");
  const first = (end === -1 ? text : text.slice(0, end)).replace(/\r$/, "");
  if (first !== FORMAT_LINE) throw wrongFormat(first, path);
  const body = indentQuotedLines(end === -1 ? "" : text.slice(end + 1));
  return readBody(body, path);
}

function readBody(body: string, path: string): ConfText {
  const lines = new LineCounter();
  const document = parseYaml(body, lines);
  const lineAt = (offset: number): number => lines.linePos(offset).line + 1;
  const [error] = document.errors;
  if (error !== undefined) {
    // What never ends is noticed at the end of the file: the last line that has something.
    const line = lineAt(Math.min(error.pos[0], body.trimEnd().length));
    throw new AgentConfFormatError(`the YAML is broken here (${error.code})`, {
      path,
      line,
      key: keyAbove(body, line - 1),
    });
  }
  const map = document.contents;
  if (!isMap(map)) {
    throw new AgentConfFormatError("there are no keys", { path, line: 2 });
  }
  if (map.flow === true) {
    // Keys in braces have no lines of their own to be changed in: one form serves.
    map.flow = false;
    return readBody(document.toString({ lineWidth: 0 }), path);
  }
  const fault: Fault = (key, what, node) => {
    const line = node?.range ? lineAt(node.range[0]) : undefined;
    return new AgentConfFormatError(what, { path, line, key });
  };
  return { body, map, fault };
}

function parseYaml(body: string, lineCounter: LineCounter): Document {
  // Errors would quote the text around them, which may be a password.
  return parseDocument(body, {
    version: "1.1",
    schema: "failsafe",
    prettyErrors: false,
    logLevel: "error",
    lineCounter,
  });
}

function wrongFormat(first: string, path: string): AgentConfFormatError {
  // The version of a format is a few digits: anything else may be a line that was mangled by hand.
  const named = /^# format (\d{1,3}(?:\.\d{1,3})?)$/.exec(first);
  const what =
    named === null
      ? `the first line is ${first === "" ? "empty" : "another one"}, not "${FORMAT_LINE}"`
      : `format "${named[1]}" is unknown, only 2.0 is read`;
  return new AgentConfFormatError(what, { path, line: 1 });
}

/** The last top-level key that we know, at or above a line of the body, which is where the mistake most likely is. */
function keyAbove(body: string, line: number): string | undefined {
  return body
    .split("\n")
    .slice(0, line)
    .map((text) => /^([\w-]+):/.exec(text)?.[1])
    .findLast((key) => KEY_ORDER.some((known) => known === key));
}

/** A scalar as the string it is; null, in any of its spellings, as "". Undefined for what is none. */
export function scalarText(node: unknown): string | undefined {
  if (!isScalar(node) || typeof node.value !== "string") return undefined;
  if (node.tag === "tag:yaml.org,2002:binary") {
    return Buffer.from(node.value, "base64").toString("utf8");
  }
  const plain = node.type === "PLAIN" || node.type === undefined;
  return plain && /^(?:~|null|Null|NULL)?$/.test(node.value) ? "" : node.value;
}

/** The pairs of a map whose keys are scalars, in their order. */
export function* pairsOf(
  map: YAMLMap,
): Generator<{ key: string; keyNode: Node; value: Node | null }> {
  for (const { key, value } of map.items) {
    const text = scalarText(key);
    if (text === undefined || !isScalar(key)) continue;
    const node = isScalar(value) || isMap(value) || isSeq(value) ? value : null;
    yield { key: text, keyNode: key, value: node };
  }
}
