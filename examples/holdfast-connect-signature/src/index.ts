import { type ConnectPlugin, defineConnectPlugin, type OptionsOf } from "@holdfast/connect";
import * as v from "valibot";

import { commandSigner } from "./command-signer.ts";
import { SignatureConnect } from "./signature-connect.ts";
import { sshAgentSigner } from "./ssh-agent-signer.ts";

export { commandSigner } from "./command-signer.ts";
export { SignatureConnect } from "./signature-connect.ts";
export { type SignedLogin, signatureLogin, statement } from "./signature-login.ts";
export { type Signer, SignerError } from "./signer.ts";
export { sshAgentSigner } from "./ssh-agent-signer.ts";

const text = v.pipe(v.string(), v.nonEmpty());

const options = v.union([
  v.strictObject({ sshAgent: text, publicKey: text }),
  v.strictObject({
    command: v.pipe(v.array(v.string()), v.minLength(1)),
    publicKey: text,
    /** ms */
    timeout: v.optional(v.pipe(v.number(), v.minValue(1)), 10_000),
  }),
]);

const plugin: ConnectPlugin<OptionsOf<typeof options>> = defineConnectPlugin({
  name: "signature",
  apiVersion: 1,
  options,
  connect(ports, given) {
    const signer =
      "sshAgent" in given
        ? sshAgentSigner(given.sshAgent, given.publicKey)
        : commandSigner(given.command, given.publicKey, given.timeout);
    return new SignatureConnect(signer, ports);
  },
});

export default plugin;
