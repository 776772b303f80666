// WebSocket frames as a test wants them, right or wrong, and the reading of right ones.
import type { Role } from "./memory-socket.js";

export interface FrameShape {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  readonly key: number;
  readonly payload: Uint8Array;
  /** What the header says the payload's length is, if not the truth. */
  readonly declared?: number | undefined;
}

export function layShape(shape: FrameShape): Buffer {
  const declared = shape.declared ?? shape.payload.length;
  const first = (shape.fin ? 0x80 : 0) | (shape.rsv << 4) | shape.opcode;
  const flag = shape.masked ? 0x80 : 0;
  const head = Buffer.alloc(10);
  head[0] = first;
  let size = 2;
  if (declared < 126) {
    head[1] = flag | declared;
  } else if (declared < 65_536) {
    head[1] = flag | 126;
    head.writeUInt16BE(declared, 2);
    size = 4;
  } else {
    head[1] = flag | 127;
    head.writeBigUInt64BE(BigInt(declared), 2);
    size = 10;
  }
  const key = Buffer.alloc(shape.masked ? 4 : 0);
  if (shape.masked) key.writeUInt32BE(shape.key);
  const payload = Buffer.from(shape.payload).map((byte, i) => byte ^ (key[i & 3] ?? 0));
  return Buffer.concat([head.subarray(0, size), key, payload]);
}

/** A text frame as the far end of `role`'s wire has to send it. */
export function textFrame(role: Role, text: string): Buffer {
  return layShape({
    fin: true,
    rsv: 0,
    opcode: 1,
    masked: role === "server",
    key: 0x12345678,
    payload: Buffer.from(text),
  });
}

/** Reads what a peer in `role` has sent; throws where that is not as it must be. */
export function readFrames(role: Role, bytes: Buffer): { opcode: number; payload: Buffer }[] {
  const frames: { opcode: number; payload: Buffer }[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes.readUInt8(at);
    const second = bytes.readUInt8(at + 1);
    if ((first & 0xf0) !== 0x80) throw new Error(`a frame begins with ${first}`);
    if (((second & 0x80) !== 0) !== (role === "client"))
      throw new Error("masked by the wrong side");
    let length = second & 0x7f;
    at += 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at));
      at += 8;
    }
    const key = role === "client" ? bytes.subarray(at, at + 4) : Buffer.alloc(4);
    at += role === "client" ? 4 : 0;
    if (at + length > bytes.length) throw new Error("a frame is cut short");
    const payload = Buffer.from(bytes.subarray(at, at + length)).map(
      (b, i) => b ^ (key[i & 3] ?? 0),
    );
    frames.push({ opcode: first & 0x0f, payload: Buffer.from(payload) });
    at += length;
  }
  return frames;
}
