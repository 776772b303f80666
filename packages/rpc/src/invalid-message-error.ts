/** The text of a message is not valid. The connection that it came over ends with a `ProtocolError`. */
export class InvalidMessageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvalidMessageError";
  }
}
