import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMessage } from "../src/decode-message.js";
import { parseJson } from "../src/parse-json.js";
import { encodeFailure, encodeRequest, encodeResult } from "../src/encode-message.js";

const requestId = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const name = fc.string({ minLength: 1 });
const document = fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null);
/** What is left of it on the wire. */
const clean = (value: unknown): unknown => parseJson(JSON.stringify(value));

/** Some members that mean nothing, and keys in another case. */
const disguise = fc.record({
  upper: fc.boolean(),
  extra: fc.dictionary(
    fc.string().map((key) => `x-${key}`),
    fc.jsonValue(),
  ),
});

function disguised(text: string, { upper, extra }: { upper: boolean; extra: object }): string {
  const members = Object.entries(JSON.parse(text)).map(([key, value]) => [
    upper ? key.toUpperCase() : key,
    value,
  ]);
  return JSON.stringify({ ...extra, ...Object.fromEntries(members) });
}

test("a request reads back as it was made, in any case of its keys, among unknown ones", () => {
  fc.assert(
    fc.property(
      requestId,
      fc.record({
        facade: name,
        version: fc.nat(),
        id: fc.string(),
        method: name,
        params: document,
      }),
      disguise,
      (id, request, how) => {
        expect(decodeMessage(disguised(encodeRequest(id, request), how))).toEqual({
          kind: "request",
          wire: 1,
          requestId: id,
          ...Object(clean(request)),
        });
      },
    ),
  );
});

test("a result reads back as it was made, in either spelling", () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1), requestId, document, disguise, (wire, id, result, how) => {
      expect(decodeMessage(disguised(encodeResult(wire, id, result), how))).toEqual({
        kind: "result",
        requestId: id,
        result: clean(result),
      });
    }),
  );
});

test("a failure reads back as it was made, in either spelling; only the newer one has data", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1),
      requestId,
      fc.record({ message: name, code: name, info: fc.dictionary(fc.string(), fc.integer()) }),
      (wire, id, { message, code, info }) => {
        const decoded = decodeMessage(encodeFailure(wire, id, { message, code, info }));
        expect(decoded).toEqual({
          kind: "failure",
          requestId: id,
          message,
          code,
          info: wire === 1 ? clean(info) : undefined,
        });
      },
    ),
  );
});

test("a message is a request exactly when it names a facade or a method", () => {
  expect(decodeMessage('{"request-id":1,"type":"A"}').kind).toBe("request");
  expect(decodeMessage('{"request-id":1,"request":"A"}').kind).toBe("request");
  expect(decodeMessage('{"request-id":1,"type":"","request":""}').kind).toBe("result");
});

test("without a request-id, or with 0, a message is read in the spelling of Juju 1.x", () => {
  expect(decodeMessage('{"RequestId":3,"Type":"A","Request":"B"}')).toMatchObject({
    wire: 0,
    requestId: 3,
  });
  expect(
    decodeMessage('{"request-id":0,"RequestId":3,"Error":"no","ErrorCode":"c","error-info":{}}'),
  ).toEqual({ kind: "failure", requestId: 3, message: "no", code: "c", info: undefined });
});
