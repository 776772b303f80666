import type { Steps } from "./fair-turns.js";
import { errorInfo, type ResultError, toApiError } from "./results.js";

/** Whether a handler's answer is in steps yet to be taken. */
export function isSteps(answer: unknown): answer is Steps<unknown> {
  return Object.prototype.toString.call(answer) === "[object Generator]";
}

/** Things done one after the other, with a pause wherever the time is up. */
export function* eachInSteps<Thing, Result>(
  things: Iterable<Thing>,
  body: (thing: Thing) => Result,
): Steps<Result[]> {
  const results: Result[] = [];
  for (const thing of things) {
    results.push(body(thing));
    yield;
  }
  return results;
}

/** `eachResult` for answers that take their time. */
export function* eachResultInSteps<Question, Result extends object>(
  questions: readonly Question[],
  blank: Result,
  answer: (question: Question) => Steps<Result>,
): Steps<(Result & ResultError)[]> {
  const results: (Result & ResultError)[] = [];
  for (const question of questions) {
    yield;
    try {
      results.push(yield* answer(question));
    } catch (error) {
      const known = toApiError(error);
      if (known === undefined) throw error;
      results.push({ ...blank, error: errorInfo(known) });
    }
  }
  return results;
}

/** Levels of a message that are written member by member; what is below is small. */
const LEVELS = 5;

/** JSON of a value that is all data, with a pause wherever the time is up. */
export function* jsonInSteps(value: unknown, levels: number = LEVELS): Steps<string> {
  if (levels === 0 || typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  yield;
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) parts.push(yield* jsonInSteps(item ?? null, levels - 1));
    return `[${parts.join(",")}]`;
  }
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    parts.push(`${JSON.stringify(name)}:${yield* jsonInSteps(member, levels - 1)}`);
  }
  return `{${parts.join(",")}}`;
}
