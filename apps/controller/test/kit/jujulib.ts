import { connectAndLogin, type ConnectOptions } from "@canonical/jujulib";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

import type { Reachable } from "./test-controller.js";

export type JujulibConnection = NonNullable<Awaited<ReturnType<typeof connectAndLogin>>["conn"]>;

/** A WebSocket as a browser has it, which trusts the controller's authority. */
function trusting(caCert: string): NonNullable<ConnectOptions["wsclass"]> {
  class Trusting extends WebSocket {
    constructor(url: string | URL) {
      super(url, [], { ca: caCert });
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it does what of a browser's is used
  return Trusting as unknown as NonNullable<ConnectOptions["wsclass"]>;
}

/** A login by Canonical's client, that ends with its test. */
export async function jujulibLogin(
  controller: Reachable,
  route: string,
  facades: ConnectOptions["facades"],
  credentials: { readonly username: string; readonly password: string },
): Promise<JujulibConnection> {
  const options: ConnectOptions = {
    ...(facades === undefined ? {} : { facades }),
    closeCallback: () => undefined,
    wsclass: trusting(controller.caCert),
  };
  const url = `wss://${controller.address}${route}`;
  const { conn, logout } = await connectAndLogin(url, options, credentials);
  onTestFinished(() => logout());
  if (conn === undefined) throw new Error("no connection, and no error");
  return conn;
}
