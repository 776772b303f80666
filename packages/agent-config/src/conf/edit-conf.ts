// Changes keys of an agent.conf in its text: what is not named stays byte for byte. Every edit
// reads the text anew, since it moves the places of all that comes after it.
import { isMap, isScalar, type Node, type YAMLMap } from "yaml";

import { type ConfText, FORMAT_LINE, pairsOf, readConfText, scalarText } from "./conf-text.js";
import { keyRank } from "./key-order.js";
import { inlineScalar, scalar } from "./yaml-scalar.js";

/** What keys are to hold; undefined removes one. A map names only the entries to change. */
export type ConfEdits = ReadonlyMap<string, ConfValue | undefined>;
export type ConfValue = string | readonly string[] | ConfEntries;
export type ConfEntries = ReadonlyMap<string, string | undefined>;

/** The text with those keys changed, new ones where Juju would have written them. */
export function editConf(text: string, path: string, edits: ConfEdits): string {
  let edited = text;
  const edit = (change: (conf: ConfText) => string): void => {
    edited = `${FORMAT_LINE}\n${change(readConfText(edited, path))}`;
  };
  for (const [key, value] of edits) {
    if (isEntries(value)) {
      for (const [entry, content] of value) edit((conf) => editEntry(conf, key, entry, content));
      edit((conf) =>
        conf.map.has(key) ? conf.body : editPair(conf.body, conf.map, "", key, new Map()),
      );
    } else {
      edit((conf) => editPair(conf.body, conf.map, "", key, value));
    }
  }
  return edited;
}

/** One entry of a map: in its place where the map has lines of its own, else with the whole map. */
function editEntry(
  conf: ConfText,
  key: string,
  entry: string,
  content: string | undefined,
): string {
  const map: unknown = conf.map.get(key);
  const pairs = isMap(map) ? [...pairsOf(map)] : [];
  const others = pairs.filter((pair) => pair.key !== entry);
  if (isMap(map) && map.flow !== true && others.length > 0) {
    const column = columnOf(conf.body, others[0]?.keyNode);
    return editPair(conf.body, map, " ".repeat(column), entry, content);
  }
  const entries = new Map(others.map((other) => [other.key, scalarText(other.value) ?? ""]));
  if (content !== undefined) entries.set(entry, content);
  return editPair(conf.body, conf.map, "", key, entries);
}

function editPair(
  body: string,
  map: YAMLMap,
  indent: string,
  key: string,
  value: ConfValue | undefined,
): string {
  const places = [...pairsOf(map)].map((pair) => placeOf(body, pair));
  const existing = places.find((place) => place.key === key);
  if (existing !== undefined) {
    return value === undefined
      ? splice(body, existing.start, lineEnd(body, existing.end), "")
      : splice(body, existing.colon + 1, existing.end, valueText(value, indent));
  }
  if (value === undefined) return body;
  const before = places.findLast((place) => indent !== "" || keyRank(place.key) <= keyRank(key));
  const at = before === undefined ? (places[0]?.start ?? body.length) : lineEnd(body, before.end);
  return splice(body, at, at, `${pairText(key, value, indent)}\n`);
}

/** Where a pair stands: the start of its line, its colon, the end of its value without blanks. */
interface Place {
  readonly key: string;
  readonly start: number;
  readonly colon: number;
  readonly end: number;
}

function placeOf(body: string, pair: { key: string; keyNode: Node; value: Node | null }): Place {
  const [start, keyEnd] = pair.keyNode.range ?? [0, 0];
  const colon = body.indexOf(":", keyEnd);
  let end = Math.max(pair.value?.range?.[1] ?? 0, colon + 1);
  while (end > colon + 1 && /\s/.test(body[end - 1] ?? "")) end--;
  return { key: pair.key, start: body.lastIndexOf("\n", start) + 1, colon, end };
}

function pairText(key: string, value: ConfValue, indent: string): string {
  return `${indent}${inlineScalar(key)}:${valueText(value, indent)}`;
}

function valueText(value: ConfValue, indent: string): string {
  if (typeof value === "string") return ` ${scalar(value, indent)}`;
  const lines: string[] = [];
  if (isEntries(value)) {
    for (const [key, text] of value)
      if (text !== undefined) lines.push(pairText(key, text, `${indent}  `));
  } else {
    for (const item of value) lines.push(`${indent}- ${inlineScalar(item)}`);
  }
  if (lines.length === 0) return isEntries(value) ? " {}" : " []";
  return `\n${lines.join("\n")}`;
}

function isEntries(value: ConfValue | undefined): value is ConfEntries {
  return value instanceof Map;
}

function columnOf(body: string, node: Node | undefined): number {
  const offset = isScalar(node) ? (node.range?.[0] ?? 0) : 0;
  return offset - (body.lastIndexOf("\n", offset - 1) + 1);
}

function lineEnd(body: string, offset: number): number {
  const newline = body.indexOf("\n", offset);
  return newline === -1 ? body.length : newline + 1;
}

/** A last line may lack its newline: what is put behind it begins a line all the same. */
function splice(body: string, from: number, to: number, text: string): string {
  const before = body.slice(0, from);
  const gap = text.endsWith("\n") && before !== "" && !before.endsWith("\n") ? "\n" : "";
  return before + gap + text + body.slice(to);
}
