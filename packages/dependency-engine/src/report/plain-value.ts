/*
 * What a worker says of itself may be anything: data that bites its own tail, BigInts, getters that
 * throw, and objects of other packages whose `toJSON` gives away more than anybody asked for. Here it
 * becomes data that can be written as JSON, once.
 */
import { errorFacts, isError, readProperty } from "@holdfast/ports";

/** So deep, and so many values in all, are shown. */
const DEEPEST = 20;
const MOST = 100_000;

/** `value` as plain data: what JSON would show of it, without asking it how. Never throws. */
export function plainValue(value: unknown): unknown {
  return new Copy().of(value, DEEPEST);
}

class Copy {
  #left = MOST;
  readonly #around = new Set<object>();

  of(value: unknown, depth: number): unknown {
    this.#left -= 1;
    if (this.#left < 0) return "…";
    switch (typeof value) {
      case "bigint":
        return String(value);
      case "function":
      case "symbol":
        return undefined;
      case "object":
        return value === null ? null : this.#object(value, depth);
      default:
        return value;
    }
  }

  #object(value: object, depth: number): unknown {
    if (isError(value)) return errorFacts(value);
    if (isDate(value)) return dateText(value);
    if (depth === 0 || this.#around.has(value)) return "…";
    this.#around.add(value);
    try {
      return Array.isArray(value)
        ? Array.from({ length: Math.min(value.length, Math.max(0, this.#left)) }, (_, index) =>
            this.of(readProperty(value, index), depth - 1),
          )
        : this.#members(value, depth);
    } catch {
      return "…";
    } finally {
      this.#around.delete(value);
    }
  }

  #members(value: object, depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (const key of Object.keys(value)) {
      if (this.#left <= 0) break;
      const member = this.of(readProperty(value, key), depth - 1);
      if (member !== undefined) entries.push([key, member]);
    }
    return Object.fromEntries(entries);
  }
}

/** Whether it is a date to the runtime: also one of another realm, and not what only inherits from one. */
function isDate(value: object): value is Date {
  try {
    Date.prototype.getTime.call(value);
    return true;
  } catch {
    return false;
  }
}

function dateText(date: Date): string | null {
  const time = Date.prototype.getTime.call(date);
  return Number.isFinite(time) ? Date.prototype.toISOString.call(date) : null;
}
