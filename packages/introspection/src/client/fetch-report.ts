import http from "node:http";

import { errorFacts } from "@holdfast/ports";

import { IntrospectionError } from "../errors.js";
import { withSocketName } from "../server/socket-name.js";

/** How long to wait for an answer, and what interrupts the wait. */
export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** ms until {@link IntrospectionError} `ERR_REPORT_TIMEOUT`. Default 10 s. */
  readonly timeout?: number;
}

/**
 * Asks a running agent for one of its pages, such as `/report` or `/explain/api-caller`.
 * @param socketPath - where the agent serves them
 * @throws {IntrospectionError} `ERR_NOT_RUNNING`, `ERR_REPORT_DENIED`, `ERR_REPORT_TIMEOUT`,
 *   `ERR_REPORT_REFUSED` (what the agent answered is the message), `ERR_REPORT_BROKEN`
 * @throws the signal's reason, when interrupted
 */
export async function fetchReport(
  socketPath: string,
  path: string,
  options: FetchOptions = {},
): Promise<string> {
  const { signal, timeout = 10_000 } = options;
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(timeout);
  try {
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    const { status, body } = await withSocketName(socketPath, (name) => get(name, path, either));
    if (status < 200 || status > 299) {
      throw new IntrospectionError("ERR_REPORT_REFUSED", body.trim() || `status ${status}`);
    }
    return body;
  } catch (error) {
    if (error instanceof IntrospectionError) throw error;
    signal?.throwIfAborted();
    if (deadline.aborted) {
      throw new IntrospectionError(
        "ERR_REPORT_TIMEOUT",
        `the agent behind ${socketPath} did not answer within ${timeout} ms; is it stuck?`,
        { cause: error },
      );
    }
    throw connectionError(error, socketPath);
  }
}

function get(
  socketPath: string,
  path: string,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path, signal, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => (body += text));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on("error", reject);
  });
}

function connectionError(error: unknown, socketPath: string): IntrospectionError {
  const { code } = errorFacts(error);
  if (code === "ENOENT" || code === "ECONNREFUSED") {
    return new IntrospectionError(
      "ERR_NOT_RUNNING",
      `no agent serves ${socketPath}: start it, check the data directory and the agent's name, or see in its log why it cannot serve reports`,
      { cause: error },
    );
  }
  if (code === "EACCES" || code === "EPERM") {
    return new IntrospectionError(
      "ERR_REPORT_DENIED",
      `${socketPath} may only be read by the user who runs the agent: become that user`,
      { cause: error },
    );
  }
  return new IntrospectionError(
    "ERR_REPORT_BROKEN",
    `the agent behind ${socketPath} broke off its answer: ${code ?? "no reason known"}; try again`,
    { cause: error },
  );
}
