import { errorFacts } from "@holdfast/ports";

/** What one look found. */
export interface Finding {
  /** What was looked at. */
  readonly what: string;
  /** A warning is something to mend that keeps the agent from nothing. */
  readonly outcome: "ok" | "warning" | "problem";
  /** What was found, and for all but `ok` what to do. */
  readonly says: string;
  /** What the problem ends the command with: 1 where the agent waits for it to pass, else as `run`. */
  readonly exit?: 1 | 2 | 3;
}

/** What came of one look: its value, or what it failed with. */
export async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

/** An error in one line, its code first. */
export function textOf(error: unknown): string {
  const { code, message } = errorFacts(error);
  return code === undefined ? message : `${code}: ${message}`;
}
