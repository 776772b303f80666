/** The default limit for one message, received or sent, in bytes. */
export const defaultMaxMessageBytes: number = 16 * 1024 * 1024;

/** The part of the options of `ws` that a peer's socket needs, on either side. */
export interface PeerSocketOptions {
  readonly perMessageDeflate: false;
  readonly maxPayload: number;
  readonly skipUTF8Validation: false;
}

/**
 * The options for `new WebSocket(url, { ...peerSocketOptions(), … })` and `new WebSocketServer(…)`.
 * The limit has to be given to `ws` when the socket is made: given to the peer alone, a longer message
 * is refused only after it was read. Compression is off: on small messages it costs ten times what it
 * saves, and no Juju offers it.
 */
export function peerSocketOptions(
  options: { maxMessageBytes?: number | undefined } = {},
): PeerSocketOptions {
  return {
    perMessageDeflate: false,
    maxPayload: options.maxMessageBytes ?? defaultMaxMessageBytes,
    skipUTF8Validation: false,
  };
}
