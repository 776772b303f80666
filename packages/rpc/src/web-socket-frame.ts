// Encodes one text message as one WebSocket frame (RFC 6455, section 5.2), in place, in a buffer that
// holds several frames. Incoming frames are decoded by the `ws` library.
import { randomFillSync } from "node:crypto";

/** An unfragmented text message: FIN, opcode 1. */
const finText = 0x81;
const maskFlag = 0x80;
const length16 = 126;
const length64 = 127;

/** The length in bytes of a frame whose payload has `length` bytes. */
export function frameLength(length: number, masked: boolean): number {
  return headerBytes(length) + (masked ? 4 : 0) + length;
}

/** Writes a frame at `offset`, and returns where it ends; `length` is that of the text as UTF-8. */
export function writeFrame(
  buffer: Buffer,
  offset: number,
  frame: { text: string; length: number; masked: boolean },
): number {
  const { text, length, masked } = frame;
  const flag = masked ? maskFlag : 0;
  buffer[offset] = finText;
  if (length < length16) {
    buffer[offset + 1] = flag | length;
  } else if (length < 0x1_0000) {
    buffer[offset + 1] = flag | length16;
    buffer.writeUInt16BE(length, offset + 2);
  } else {
    buffer[offset + 1] = flag | length64;
    buffer.writeUInt32BE(Math.floor(length / 0x1_0000_0000), offset + 2);
    buffer.writeUInt32BE(length % 0x1_0000_0000, offset + 6);
  }
  const payload = offset + headerBytes(length);
  if (!masked) return payload + buffer.write(text, payload);
  const key = nextKey();
  buffer.writeUInt32LE(key, payload);
  const end = payload + 4 + buffer.write(text, payload + 4);
  mask(buffer, payload + 4, end, key);
  return end;
}

/** The length of the header without the masking key. */
function headerBytes(length: number): number {
  if (length < length16) return 2;
  return length < 0x1_0000 ? 4 : 10;
}

function mask(buffer: Buffer, start: number, end: number, key: number): void {
  const first = key & 0xff;
  const second = (key >>> 8) & 0xff;
  const third = (key >>> 16) & 0xff;
  const fourth = key >>> 24;
  let i = start;
  for (; i + 3 < end; i += 4) {
    buffer[i]! ^= first;
    buffer[i + 1]! ^= second;
    buffer[i + 2]! ^= third;
    buffer[i + 3]! ^= fourth;
  }
  if (i < end) buffer[i]! ^= first;
  if (i + 1 < end) buffer[i + 1]! ^= second;
  if (i + 2 < end) buffer[i + 2]! ^= third;
}

// Masking keys must be unpredictable. They are drawn in bulk: one by one, each would cost more than
// the frame itself.
const keys = new Uint32Array(1024);
let drawn = keys.length;

function nextKey(): number {
  if (drawn === keys.length) {
    randomFillSync(keys);
    drawn = 0;
  }
  return keys[drawn++] ?? 0;
}
