/** The `WebSocket` that browsers have, and every other runtime since: as far as a peer needs it. */
export interface PlatformSocket {
  readonly readyState: number;
  /** Bytes that were not handed to the network yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(kind: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(kind: "close", listener: (event: SocketClosed) => void): void;
  addEventListener(kind: "open" | "error", listener: () => void): void;
  removeEventListener(kind: "message", listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(kind: "close", listener: (event: SocketClosed) => void): void;
  removeEventListener(kind: "open" | "error", listener: () => void): void;
}

/** How a socket was closed. */
export interface SocketClosed {
  readonly code: number;
  readonly reason: string;
}

/** `readyState` of a socket that is open. */
export const OPEN = 1;
