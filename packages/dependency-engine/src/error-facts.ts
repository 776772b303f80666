/** An error as data: what a report, or a line of a log, says of it. */
export interface ErrorFacts {
  readonly message: string;
  readonly name?: string;
  readonly code?: string;
}

export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name } = error;
  const message = error.message === "" ? name : error.message;
  return "code" in error && typeof error.code === "string"
    ? { message, name, code: error.code }
    : { message, name };
}
