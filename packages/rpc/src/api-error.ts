// What every copy of this class carries: a plugin may bring a copy of this package of its own, and
// what one copy throws has to be an ApiError to the other. It is on the prototype, out of the type:
// declared there, the two copies' types would not fit each other.
const brand = Symbol.for("@holdfast/rpc:ApiError");

/**
 * The other side answered a call with an error; thrown by a request handler, it is the answer given.
 * Text and code are the answering side's own (Juju's codes: 'unauthorized access', 'try again', …).
 * `instanceof` holds across copies of this package.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError } from "@holdfast/rpc";
 *
 * const error: unknown = new ApiError("permission denied", { code: "unauthorized access" });
 * assert.ok(error instanceof ApiError && error.code === "unauthorized access"); // by code, not by text
 * ```
 */
export class ApiError extends Error {
  /** The answering side's own word; '' where it gave none. */
  readonly code: string;
  /** What came along, in the shape that the code calls for; undefined where nothing did. */
  readonly info: unknown;

  static {
    Object.defineProperty(ApiError.prototype, brand, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class that extends this one is found as classes are.
    if (this !== ApiError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && brand in value;
  }

  constructor(message: string, options: { code: string; info?: unknown; cause?: unknown }) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "ApiError";
    this.code = options.code;
    this.info = options.info;
  }
}
