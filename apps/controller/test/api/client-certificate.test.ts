import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

import { expect, test } from "vitest";

import { clientCertificate } from "../../src/api/client-certificate.js";

test("a resumed session that shows no certificate, and is called authorized all the same, shows none", () => {
  // What Node 22 makes of such a session; newer ones do not call it authorized.
  const socket: unknown = Object.create(TLSSocket.prototype, {
    authorized: { value: true },
    getPeerCertificate: { value: () => ({}) },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that is read of a request
  const request = { socket } as unknown as IncomingMessage;
  expect(clientCertificate(request)).toBeUndefined();
});
