// The two messages of the SSH agent's protocol that signing takes (draft-ietf-sshm-ssh-agent).
import { SignerError } from "./signer.ts";

const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;

/** A message that asks for a signature by the key of this blob. */
export function signRequest(key: Uint8Array, data: Uint8Array): Buffer {
  const body = [Buffer.from([SIGN_REQUEST]), lengthAndBytes(key), lengthAndBytes(data), uint32(0)];
  return lengthAndBytes(Buffer.concat(body));
}

/** The signature in an agent's answer, without the name of its algorithm. */
export function signatureIn(answer: Buffer): Uint8Array {
  if (answer[0] !== SIGN_RESPONSE) {
    throw new SignerError("the SSH agent does not sign with this key: is it added (ssh-add -L)?");
  }
  const [blob] = readString(answer, 1);
  const [, next] = readString(blob, 0);
  return readString(blob, next)[0];
}

/** The blob in `ssh-ed25519 AAAA… comment`. */
export function keyBlob(publicKey: string): Uint8Array {
  const [, encoded = ""] = publicKey.trim().split(/\s+/);
  const blob = Buffer.from(encoded, "base64");
  if (blob.length === 0)
    throw new SignerError("the public key is not a line of an SSH key's .pub file");
  return blob;
}

/** A string of SSH's, and where the next one begins. */
export function readString(from: Buffer, at: number): [text: Buffer, next: number] {
  if (at + 4 > from.length) throw new SignerError("the SSH agent's answer breaks off");
  const next = at + 4 + from.readUInt32BE(at);
  if (next > from.length) throw new SignerError("the SSH agent's answer breaks off");
  return [from.subarray(at + 4, next), next];
}

export function lengthAndBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
