import { type Clock, type LoginProvider, type Tag, wallNow } from "@holdfast/connect";

import { type Signer, SignerError } from "./signer.ts";

/** Who logs in, and to what. */
export interface SignedLogin {
  readonly tag: Tag;
  readonly model: string;
}

/**
 * What is signed: everything that must not be usable for anything else. `purpose` keeps an answer to a
 * challenge from being one to a stream, and the other way round.
 */
export function statement(
  purpose: "login" | "stream",
  who: SignedLogin,
  about: string,
): Uint8Array {
  return Buffer.from(["holdfast-signature-1", purpose, who.tag, who.model, about].join("\0"));
}

/** Logs in by the controller's challenge: the key's holder signs it, and nothing else leaves the machine. */
export function signatureLogin(signer: Signer, who: SignedLogin, clock: Clock): LoginProvider {
  const signed = async (data: Uint8Array, signal: AbortSignal): Promise<string> =>
    Buffer.from(await signer.sign(data, signal)).toString("base64");
  const said = { "auth-tag": who.tag, "public-key": signer.publicKey };
  return {
    async login(caller, signal) {
      const admin = { facade: "Admin", version: 4, signal };
      const asked = await caller.call({ ...admin, method: "Challenge", params: said });
      const challenge = challengeIn(asked);
      const signature = await signed(statement("login", who, challenge), signal);
      const params = { ...said, challenge, signature };
      return caller.call({ ...admin, method: "LoginWithSignature", params });
    },
    async authHeader(signal) {
      const date = new Date(wallNow(clock)).toISOString();
      const signature = await signed(statement("stream", who, date), signal);
      return `Signature tag="${who.tag}", date="${date}", signature="${signature}"`;
    },
  };
}

/** At least 16 bytes, in base64: what is shorter may have been signed before. */
function challengeIn(answer: unknown): string {
  const challenge: unknown = Object(answer).challenge;
  if (typeof challenge === "string" && Buffer.from(challenge, "base64").length >= 16)
    return challenge;
  throw new SignerError("the controller's challenge is not one: at least 16 bytes, in base64");
}
