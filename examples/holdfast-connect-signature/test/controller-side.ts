import { createPublicKey, randomBytes, verify } from "node:crypto";

import type { ScriptedController } from "@holdfast/connect-testkit";

import { statement } from "../src/index.ts";
import { keyBlob, readString } from "../src/ssh-wire.ts";

/** Whether the key `ssh-ed25519 AAAA…` has signed this. */
export function isSignedBy(publicKey: string, data: Uint8Array, signature: Uint8Array): boolean {
  const blob = Buffer.from(keyBlob(publicKey));
  const [, next] = readString(blob, 0);
  const x = readString(blob, next)[0].toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, data, key, signature);
}

/** Has a scene's controller challenge its agent, and take what the holder of this key has signed, once. */
export function challengeBy(controller: ScriptedController, publicKey: string): void {
  const open = new Set<string>();
  controller.answer("Admin.Challenge", () => {
    const challenge = randomBytes(32).toString("base64");
    open.add(challenge);
    return { challenge };
  });
  controller.acceptLogin("Admin.LoginWithSignature", (params) => {
    const { challenge, signature } = params as { challenge: string; signature: string };
    const { tag, model } = controller.state;
    const signed = statement("login", { tag, model }, challenge);
    return (
      open.delete(challenge) && isSignedBy(publicKey, signed, Buffer.from(signature, "base64"))
    );
  });
}
