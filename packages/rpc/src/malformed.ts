/** Why a frame cannot be understood. The connection that brought it ends with a `ProtocolError`. */
export class MalformedFrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedFrameError";
  }
}
