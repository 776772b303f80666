import net from "node:net";

import { type Signer, SignerError } from "./signer.ts";
import { keyBlob, signatureIn, signRequest } from "./ssh-wire.ts";

/** Bytes: far more than any signature. */
const MAX_ANSWER = 64 * 1024;

/**
 * A key that an SSH agent holds, at the socket that `SSH_AUTH_SOCK` names elsewhere. The agent may keep it in
 * memory, on a smart card (`ssh-add -s`), or in a security key.
 */
export function sshAgentSigner(socketPath: string, publicKey: string): Signer {
  const key = keyBlob(publicKey);
  return {
    publicKey: publicKey.trim().split(/\s+/).slice(0, 2).join(" "),
    sign: async (data, signal) =>
      signatureIn(await ask(socketPath, signRequest(key, data), signal)),
  };
}

/** One request to the agent, and its answer without the length. */
function ask(socketPath: string, request: Buffer, signal?: AbortSignal): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  if (signal?.aborted) return Promise.reject(signal.reason);
  const socket = net.connect(socketPath);
  let received = Buffer.alloc(0);
  const abort = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 4) return;
    const end = 4 + received.readUInt32BE(0);
    if (end > MAX_ANSWER) reject(new SignerError("the SSH agent's answer is too long"));
    else if (received.length >= end) resolve(received.subarray(4, end));
  });
  socket.once("error", (cause) =>
    reject(new SignerError(`cannot ask the SSH agent at ${socketPath}`, { cause })),
  );
  socket.once("close", () => reject(new SignerError("the SSH agent hung up")));
  socket.write(request);
  return promise.finally(() => {
    signal?.removeEventListener("abort", abort);
    socket.destroy();
  });
}
