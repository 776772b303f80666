// A recorded conversation between an agent and a controller, one JSON-RPC message per line (JSON
// Lines), to test either side against. The first line describes the conversation; each further line
// has one message and its sender. `${name}` is a placeholder, for which the first line has an example
// value; the side under test may use another. Messages that one side sends without waiting for the
// other may come in any order.

/** Anything JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Who speaks. */
export type Side = "client" | "controller";

/** One message, or the end: the code of the WebSocket Close frame, 1005 for an empty one. */
export type TranscriptLine =
  | { readonly from: Side; readonly message: Json }
  | { readonly from: Side; readonly close: number };

export interface Transcript {
  readonly about: string;
  /** Of the URL. */
  readonly path: string;
  /** Examples of what stands for something. */
  readonly values: Readonly<Record<string, Json>>;
  readonly lines: readonly TranscriptLine[];
}

/** @throws SyntaxError where a line is no JSON */
export function parseTranscript(text: string): Transcript {
  const [head = "{}", ...rest] = text.split("\n").filter((line) => line !== "");
  const heading: Omit<Transcript, "lines"> = JSON.parse(head);
  const lines: TranscriptLine[] = rest.map((line) => JSON.parse(line));
  return { ...heading, lines };
}

const WHOLE = /^\$\{(?<name>[a-z-]+)\}$/u;
const PART = /\$\{(?<name>[a-z-]+)\}/gu;

/**
 * Puts values in their places.
 *
 * @throws Error naming the value that is missing
 */
export function fillIn(pattern: Json, values: Readonly<Record<string, Json>>): Json {
  const value = (name: string): Json => {
    const found = values[name];
    if (found === undefined) throw new Error(`the transcript has no value for ${name}`);
    return found;
  };
  if (typeof pattern === "string") {
    const whole = WHOLE.exec(pattern)?.groups?.["name"];
    return whole === undefined
      ? pattern.replace(PART, (_text, name: string) => words(value(name)))
      : value(whole);
  }
  if (Array.isArray(pattern)) return pattern.map((item) => fillIn(item, values));
  if (typeof pattern !== "object" || pattern === null) return pattern;
  return Object.fromEntries(
    Object.entries(pattern).map(([key, item]) => [key, fillIn(item, values)]),
  );
}

function words(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * Looks for the first place where what was said is not what the transcript has; undefined where
 * there is none. A value that is not known yet is learnt: `values` then has it.
 */
export function difference(
  pattern: Json,
  said: Json,
  values: Record<string, Json>,
  place = "",
): string | undefined {
  if (typeof pattern === "string") {
    const whole = WHOLE.exec(pattern)?.groups?.["name"];
    if (whole !== undefined) values[whole] ??= said;
    return same(fillIn(pattern, values), said) ? undefined : place || "the message";
  }
  if (typeof pattern !== "object" || pattern === null) return pattern === said ? undefined : place;
  if (typeof said !== "object" || said === null) return place;
  if (Array.isArray(pattern) !== Array.isArray(said)) return place;
  const [wanted, found] = [Object.entries(pattern), new Map(Object.entries(said))];
  for (const [key, item] of wanted) {
    const each = `${place}/${key}`;
    const value = found.get(key);
    const where = value === undefined ? each : difference(item, value, values, each);
    if (where !== undefined) return where;
    found.delete(key);
  }
  const [extra] = found.keys();
  return extra === undefined ? undefined : `${place}/${extra}`;
}

/** Compared as values: the order of keys says nothing. */
function same(a: Json, b: Json): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  const [mine, theirs] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    mine.length === theirs.size &&
    mine.every(([key, value]) => {
      const other = theirs.get(key);
      return other !== undefined && same(value, other);
    })
  );
}
