import type { IncomingMessage } from "node:http";

import { clientCertificate } from "../api/client-certificate.js";
import type { Credentials } from "../api/credentials.js";
import { peerNetwork } from "./peer-network.js";

/** The credentials of a stream: basic authentication, and the nonce in a header of Juju's. */
export function basicCredentials(request: IncomingMessage): Credentials {
  const { authorization = "" } = request.headers;
  const nonce = request.headers["x-juju-nonce"];
  const [scheme = "", encoded = ""] = authorization.split(" ");
  const text =
    scheme.toLowerCase() === "basic" ? Buffer.from(encoded, "base64").toString("utf8") : "";
  const colon = text.indexOf(":");
  return {
    "auth-tag": colon === -1 ? text : text.slice(0, colon),
    credentials: colon === -1 ? "" : text.slice(colon + 1),
    nonce: typeof nonce === "string" ? nonce : "",
    network: peerNetwork(request),
    certificate: clientCertificate(request),
  };
}
