// Listens in on one function of one of Node's modules, which does what it did before.
import { promisify } from "node:util";

/** Called ahead of a function, with its arguments, which may be replaced. */
export type Before = (self: unknown, args: unknown[]) => void;
/** Undoes a hook. */
export type Removal = () => void;

/**
 * Calls `before` ahead of `holder[name]`, which goes on as it did; gives what undoes it.
 *
 * @param beforePromise - ahead of what `util.promisify` makes of it, where that is something of its own
 */
export function hook(
  holder: object,
  name: string,
  before: Before,
  beforePromise?: Before,
): Removal {
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== "function") return () => undefined;
  const hooked = after(original, before);
  const promised: unknown = Reflect.get(original, promisify.custom);
  if (typeof promised === "function") {
    const value = beforePromise === undefined ? promised : after(promised, beforePromise);
    Object.defineProperty(hooked, promisify.custom, { configurable: true, value });
  }
  const property = { configurable: true, enumerable: own?.enumerable ?? true, writable: true };
  Object.defineProperty(holder, name, { ...property, value: hooked });
  return () => {
    // Somebody else has replaced it meanwhile: theirs stays.
    if (Reflect.get(holder, name) !== hooked) return;
    if (own === undefined) Reflect.deleteProperty(holder, name);
    else Object.defineProperty(holder, name, own);
  };
}

/** A function with the members of `original`, ahead of which `before` is called. */
function after(original: object, before: Before): object {
  const hooked = function hooked(this: unknown, ...args: unknown[]): unknown {
    before(this, args);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever hooks has checked that it is one
    return Reflect.apply(original as () => unknown, this, args as []);
  };
  const members = Object.entries(Object.getOwnPropertyDescriptors(original));
  // Not the symbols: what `util.promisify` makes of it is hooked by itself.
  for (const [name, member] of members) {
    if (name !== "prototype") Object.defineProperty(hooked, name, member);
  }
  return hooked;
}
