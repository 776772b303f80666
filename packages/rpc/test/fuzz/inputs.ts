// What a hostile peer may send, at three levels: any bytes, any frames, any messages; and honest
// traffic that was damaged on its way.
import * as fc from "fast-check";
import { type FrameShape, layShape, textFrame } from "./frames.js";
import type { Role } from "./memory-socket.js";

const bytes = fc.uint8Array({ maxLength: 300 });

const frame = (role: Role): fc.Arbitrary<Buffer> =>
  fc
    .record<FrameShape>({
      fin: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.boolean()),
      rsv: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(7)),
      opcode: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 1, 2, 8, 9, 10) }, fc.nat(15)),
      masked: fc.oneof({ weight: 9, arbitrary: fc.constant(role === "server") }, fc.boolean()),
      key: fc.nat(0xffffffff),
      payload: fc.oneof(
        bytes,
        fc.json().map((text) => Buffer.from(text)),
      ),
      declared: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        fc.nat(200),
        fc.constantFrom(0xffff, 0x1_0000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER),
      ),
    })
    .map(layShape);

const key = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      "request-id",
      "type",
      "version",
      "id",
      "request",
      "params",
      "error",
      "error-code",
      "error-info",
      "response",
      "RequestId",
      "Type",
      "Request",
      "Params",
      "ErrorCode",
      "Response",
      "REQUEST-ID",
    ),
  },
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "then", "toJSON", ""),
  fc.string(),
);

const value = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 2, -1, 1.5, 2 ** 53, 1e308, null, true, "", "A", [], {}),
  fc.jsonValue({ maxDepth: 4 }),
  fc.nat(5),
  fc.string(),
);

/** Messages that are nearly, or quite, Juju's. */
const message = fc.oneof(
  fc.dictionary(key, value, { maxKeys: 8 }).map((members) => JSON.stringify(members)),
  fc
    .record({ id: fc.nat(5), method: fc.constantFrom("Echo", "Fail", "Throw", "Wait", "Deep") })
    .map(({ id, method }) =>
      JSON.stringify({ "request-id": id, type: "T", request: method, params: { id } }),
    ),
  fc
    .record({ id: fc.nat(5), response: value })
    .map(({ id, response }) => JSON.stringify({ "request-id": id, response })),
  fc.json(),
  fc.nat(3000).map((depth) => "[".repeat(depth)),
  fc
    .nat(1500)
    .map((depth) => `{"request-id":1,"response":${"[".repeat(depth)}${"]".repeat(depth)}}`),
);

/** The text of messages, each a frame of its own. */
export const messages: fc.Arbitrary<string[]> = fc.array(message, { minLength: 1, maxLength: 6 });

const damaged = (role: Role): fc.Arbitrary<Buffer> =>
  fc
    .record({
      texts: messages,
      flips: fc.array(
        fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bit: fc.nat(7) }),
        {
          maxLength: 4,
        },
      ),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ texts, flips, keep }) => {
      const whole = Buffer.concat(texts.map((text) => textFrame(role, text)));
      for (const { at, bit } of flips) {
        const index = Math.floor(at * whole.length);
        whole[index] = (whole[index] ?? 0) ^ (1 << bit);
      }
      return whole.subarray(0, keep > 0.5 ? whole.length : Math.ceil(keep * 2 * whole.length));
    });

/** One hostile peer's bytes, in the chunks in which they come. */
export interface Input {
  readonly role: Role;
  readonly chunks: readonly Uint8Array[];
}

const chunked = (role: Role, whole: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Input> =>
  fc
    .record({ whole, cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }) })
    .map(({ whole: data, cuts }) => {
      const ends = [...cuts.map((cut) => Math.floor(cut * data.length)), data.length].toSorted(
        (a, b) => a - b,
      );
      const chunks: Uint8Array[] = [];
      let start = 0;
      for (const end of ends) {
        chunks.push(data.subarray(start, end));
        start = end;
      }
      return { role, chunks };
    });

const forEitherRole = (make: (role: Role) => fc.Arbitrary<Uint8Array>): fc.Arbitrary<Input> =>
  fc.constantFrom<Role>("client", "server").chain((role) => chunked(role, make(role)));

export const levels: Record<string, fc.Arbitrary<Input>> = {
  bytes: forEitherRole(() => bytes),
  frames: forEitherRole((role) =>
    fc.array(frame(role), { minLength: 1, maxLength: 6 }).map((frames) => Buffer.concat(frames)),
  ),
  messages: forEitherRole((role) =>
    messages.map((texts) => Buffer.concat(texts.map((text) => textFrame(role, text)))),
  ),
  "damaged traffic": forEitherRole(damaged),
};
