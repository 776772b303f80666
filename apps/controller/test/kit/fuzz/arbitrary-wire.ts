// What comes over a socket instead of messages: bytes, heads of requests, frames.
import * as fc from "fast-check";

/** Whatever bytes. */
export const bytes = fc.uint8Array({ maxLength: 300 });

/** A request for an upgrade, whole or hurt. */
export const head = fc
  .record({
    path: fc.oneof(fc.constantFrom("/", "/api", "/model/x/api", "/model/x/logsink"), fc.webPath()),
    lines: fc.array(
      fc.constantFrom(
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
        "Authorization: Basic bWFjaGluZS0wOg==",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "Host: x",
        ": :",
      ),
    ),
    rest: bytes,
  })
  .map(({ path, lines, rest }) =>
    Buffer.concat([
      Buffer.from([`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n")),
      Buffer.from(rest),
    ]),
  );

/** A frame of a WebSocket, whole or hurt. */
export const frame = fc
  .record({
    first: fc.oneof(fc.constantFrom(0x81, 0x82, 0x80, 0x01, 0x88, 0x89, 0x8a), fc.nat(255)),
    masked: fc.boolean(),
    payload: fc.oneof(
      bytes,
      fc.json().map((text) => Buffer.from(text)),
    ),
  })
  .map(({ first, masked, payload }) => {
    const short = payload.subarray(0, 125);
    const length = (masked ? 0x80 : 0) | short.length;
    // A mask of zeros leaves the payload as it is.
    return Buffer.from([first, length, ...(masked ? [0, 0, 0, 0] : []), ...short]);
  });
