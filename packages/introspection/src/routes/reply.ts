/** What a route answers: a whole text, or a stream that it writes until `signal` is aborted. */
export type Reply =
  | {
      readonly kind: "text";
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "stream";
      readonly type: string;
      /** Writes until the reader goes, or the server stops: then `signal` is aborted. */
      readonly write: (send: (text: string) => void, signal: AbortSignal) => void;
    };

/** Plain text, ending with a newline. */
export function text(body: string, status = 200): Reply {
  const whole = body.endsWith("\n") ? body : `${body}\n`;
  return { kind: "text", status, type: "text/plain; charset=utf-8", body: whole };
}

/** JSON, indented: people read it too. */
export function json(value: unknown, status = 200): Reply {
  const body = `${JSON.stringify(value, undefined, 2)}\n`;
  return { kind: "text", status, type: "application/json; charset=utf-8", body };
}

/** What is asked for is not there; says what is. */
export function notFound(body: string): Reply {
  return text(body, 404);
}
