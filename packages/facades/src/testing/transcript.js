// A conversation between an agent and a controller, frame by frame, as a file of JSON lines that
// either side can be held against: the first line says what it is about, each further one who said
// what. `${name}` stands for a value that the first line gives as an example; the side that is
// tested may use another. What one side says without waiting may come in any order.
/** @throws SyntaxError where a line is no JSON */
export function parseTranscript(text) {
  const [head = "{}", ...rest] = text.split("\n").filter((line) => line !== "");
  const heading = JSON.parse(head);
  const lines = rest.map((line) => JSON.parse(line));
  return { ...heading, lines };
}
const WHOLE = /^\$\{(?<name>[a-z-]+)\}$/u;
const PART = /\$\{(?<name>[a-z-]+)\}/gu;
/**
 * Puts values in their places.
 *
 * @throws Error naming the value that is missing
 */
export function fillIn(pattern, values) {
  const value = (name) => {
    const found = values[name];
    if (found === undefined) throw new Error(`the transcript has no value for ${name}`);
    return found;
  };
  if (typeof pattern === "string") {
    const whole = WHOLE.exec(pattern)?.groups?.["name"];
    return whole === undefined
      ? pattern.replace(PART, (_text, name) => words(value(name)))
      : value(whole);
  }
  if (Array.isArray(pattern)) return pattern.map((item) => fillIn(item, values));
  if (typeof pattern !== "object" || pattern === null) return pattern;
  return Object.fromEntries(
    Object.entries(pattern).map(([key, item]) => [key, fillIn(item, values)]),
  );
}
function words(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}
/**
 * Looks for the first place where what was said is not what the transcript has; undefined where
 * there is none. A value that is not known yet is learnt: `values` then has it.
 */
export function difference(pattern, said, values, place = "") {
  if (typeof pattern === "string") {
    const whole = WHOLE.exec(pattern)?.groups?.["name"];
    if (whole !== undefined) values[whole] ??= said;
    return same(fillIn(pattern, values), said) ? undefined : place || "the frame";
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
function same(a, b) {
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
