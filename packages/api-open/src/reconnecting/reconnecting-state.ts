// connecting ──opened──► connected ──broken──► waiting ──due──► connecting
//   │  └──failed──► waiting
//   └──sent on──► redirected ──opened──► connected, or as from connecting
// any ──close(), a fatal error──► closed
import type { ControllerTag } from "@holdfast/names";

import type { Connection } from "../contract/connection.js";

/** How it stands with a reconnecting client. */
export type ReconnectingState =
  | { readonly kind: "connecting"; /** In a row: 1 is the first. */ readonly attempt: number }
  | {
      /** A controller says that the model is at another, which is tried next, in the same attempt. */
      readonly kind: "redirected";
      /** `host:port`, of the other. */
      readonly addrs: readonly string[];
      readonly controllerTag: ControllerTag | undefined;
    }
  | { readonly kind: "connected"; readonly connection: ConnectedTo }
  | {
      readonly kind: "waiting";
      /** Why there is no connection. */
      readonly error: unknown;
      /** ms until the next attempt. */
      readonly delay: number;
      /** That failed in a row. */
      readonly attempts: number;
    }
  | {
      readonly kind: "closed";
      /** Undefined where it was closed by its owner. */ readonly error: unknown;
    };

/** What may be known of the connection that there is. It is the client's to close. */
export type ConnectedTo = Pick<
  Connection,
  "addr" | "authTag" | "controllerAccess" | "controllerTag" | "modelTag" | "serverVersion"
>;
