import fs from "node:fs";
import path from "node:path";

/** `text`, `number` or `flag`, or a list or an object of them. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** A request of a program of Juju's, and the shape of what a real controller answers it. */
export interface Exchange {
  /** The kind of connection that it came on. */
  readonly on: "model" | "controller";
  readonly ask: readonly [facade: string, version: number, method: string];
  readonly params: object;
  readonly reply: Shape;
}

/** All that one program asked. */
export interface Recorded {
  readonly about: string;
  readonly release: "3.6" | "4.0" | "4.1";
  readonly exchanges: readonly Exchange[];
}

const folder = path.join(import.meta.dirname, "../recorded");

export const RECORDED_FILES = fs.readdirSync(folder);

/** Reads a file of `test/recorded`, with a value for each placeholder such as `${agent}`. */
export function readRecorded(file: string, values: Readonly<Record<string, string>>): Recorded {
  let text = fs.readFileSync(path.join(folder, file), "utf8");
  for (const [name, value] of Object.entries(values)) text = text.replaceAll(`\${${name}}`, value);
  const [head, ...exchanges] = text
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file is of this kind
  return { ...(head as Omit<Recorded, "exchanges">), exchanges: exchanges as Exchange[] };
}

const WORDS: Readonly<Record<string, string>> = {
  text: "string",
  number: "number",
  flag: "boolean",
};

/** The places where a reply lacks what the shape has, or has something of another kind there. */
export function unlike(shape: Shape, reply: unknown, at = "the reply"): string[] {
  if (typeof shape === "string") {
    return typeof reply === WORDS[shape] ? [] : [`${at} is no ${shape}: ${JSON.stringify(reply)}`];
  }
  if (isList(shape)) {
    if (!Array.isArray(reply)) return [`${at} is no list: ${JSON.stringify(reply)}`];
    const [item] = shape;
    const found: readonly unknown[] = reply;
    return item === undefined ? [] : found.flatMap((one, n) => unlike(item, one, `${at}[${n}]`));
  }
  if (typeof reply !== "object" || reply === null) return [`${at} is no object`];
  const members: Record<string, unknown> = { ...reply };
  return Object.entries(shape).flatMap(([key, one]) =>
    key in members ? unlike(one, members[key], `${at}.${key}`) : [`${at}.${key} is missing`],
  );
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape);
}
