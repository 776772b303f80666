// What goes into a log line beside its words. A field may hold what a peer said, or an error that does;
// a line has a bounded length all the same, and no character that a terminal acts upon.
import { errorChain, errorFacts, isKind, type LogFields, shownText } from "@holdfast/ports";

// A field of one of these names would stand in the line twice, so it gets an underscore.
const own = new Set(["time", "level", "program", "msg"]);

/** So many causes of one error are told, and so many members of one field are. */
const MOST_MEMBERS = 100;
/** How deep below a field its members are looked at; what lies deeper is left out. */
const DEEPEST = 4;

/** `fields` with each error as `{ name, code, message, causes }`, and each text as it may be shown. */
export function shownFields(fields: LogFields, stack: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      own.has(name) ? `${name}_` : shownText(name),
      value instanceof Error ? describeError(value, stack) : shownValue(value, DEEPEST),
    ]),
  );
}

function describeError(error: Error, stack: boolean): Record<string, unknown> {
  const causes = [...errorChain(error)]
    .slice(1, MOST_MEMBERS)
    .map((link) => (isKind(link, Error) ? errorFacts(link) : { message: typeof link }));
  return {
    ...errorFacts(error),
    ...(causes.length > 0 ? { causes } : {}),
    ...(stack ? { stack: shownStack(error) } : {}),
  };
}

/** The one text that has lines: the error's words on the first, then where it was thrown. */
function shownStack(error: Error): string {
  const { name = "Error", message } = errorFacts(error);
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /u.test(line));
  const shown = frames.slice(0, MOST_MEMBERS).map((line) => shownText(line));
  return [`${name}: ${message}`, ...shown].join("\n");
}

function shownValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return shownText(value);
  if (typeof value !== "object" || value === null) return value;
  try {
    if ("toJSON" in value || ArrayBuffer.isView(value)) return value;
    if (depth === 0) return "…";
    const members = Object.entries(value)
      .slice(0, MOST_MEMBERS)
      .map(([name, member]) => [shownText(name), shownValue(member, depth - 1)] as const);
    return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
  } catch {
    return "a value that cannot be read";
  }
}
