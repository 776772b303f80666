/** The longest frame taken or sent where nothing else is said, in bytes. */
export const defaultMaxFrameBytes: number = 16 * 1024 * 1024;

/** The part of the options of `ws` that a peer's socket needs, on either side. */
export interface PeerSocketOptions {
  readonly perMessageDeflate: false;
  readonly maxPayload: number;
  readonly skipUTF8Validation: false;
}

/**
 * The options for `new WebSocket(url, { ...peerSocketOptions(), … })` and `new WebSocketServer(…)`.
 * The limit on frames has to be told to `ws` when the socket is made: told to the peer alone, a
 * longer frame is refused only once it has been read. Compression stays off: on small frames it
 * costs ten times what it saves, and no Juju offers it.
 */
export function peerSocketOptions(
  options: { maxFrameBytes?: number | undefined } = {},
): PeerSocketOptions {
  return {
    perMessageDeflate: false,
    maxPayload: options.maxFrameBytes ?? defaultMaxFrameBytes,
    skipUTF8Validation: false,
  };
}
