// A controller that answers a login in any way but by letting in, and what is wrong with what becomes of it.
import type { ErrorFacts } from "@holdfast/ports";
import * as fc from "fast-check";
import {
  ApiError,
  findApiError,
  open,
  type openFollowingRedirect,
  RedirectError,
} from "../../src/index.js";
import { PATIENT, TestController } from "./test-controller.js";
import { isShown, isTold } from "./told.js";

/** What it says. */
export type Answer =
  | {
      readonly kind: "refuses";
      readonly code: string;
      readonly message: string;
      readonly info: Readonly<Record<string, unknown>> | undefined;
    }
  /** ms after which to come again. */
  | { readonly kind: "try again"; readonly after: number }
  /** To go where we came from. */
  | { readonly kind: "redirects"; readonly asked: boolean };

const words = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "\u001b]0;title\u0007",
    "a line\nand another",
    "\u202ereversed",
    "e".repeat(100_000),
  ),
);

export const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    kind: fc.constant("refuses" as const),
    // Empty, it is no error on the wire.
    code: words.filter((code) => code !== "redirection required"),
    message: words.filter((message) => message !== ""),
    info: fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant("try again" as const), after: fc.nat() }),
  fc.record({ kind: fc.constant("redirects" as const), asked: fc.boolean() }),
);

/** How a redirect is followed. */
export type Follow = typeof openFollowingRedirect;

/** As the real one, but more often. */
export function follows(times: number): Follow {
  return async (opener, info, options, signal) => {
    for (let done = 0; ; done++) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        return { connection: await opener(info, options, signal), info, redirect: undefined };
      } catch (error) {
        if (!(error instanceof RedirectError) || done >= times) throw error;
      }
    }
  };
}

/** After so many logins of one opening it is called off. */
const MOST_LOGINS = 6;

export async function refusedWith(
  follow: Follow,
  shows: (error: unknown) => ErrorFacts,
  answer: Answer,
): Promise<string | undefined> {
  let logins = 0;
  const tooMany = new AbortController();
  await using controller = await TestController.start({
    answers: {
      "Admin.Login": () => {
        if (++logins === MOST_LOGINS) tooMany.abort(new Error("enough"));
        throw refusal(answer, here());
      },
      "Admin.RedirectInfo": () => here(),
    },
  });
  const here = (): object => ({
    servers: [[{ value: "127.0.0.1", type: "ipv4", scope: "", port: controller.port }]],
    "ca-cert": controller.ca.cert,
  });
  let error: unknown;
  try {
    const { connection } = await follow(open, controller.info(), PATIENT, tooMany.signal);
    await connection.close();
    return "it let us in";
  } catch (caught) {
    error = caught;
  }
  const most = answer.kind === "redirects" ? 2 : 1;
  if (logins > most) return `${logins} logins`;
  if (!isTold(error)) return `an error that is none of ours: ${String(error)}`;
  if (!isShown(shows(error))) return "words that must not be shown";
  if (answer.kind === "redirects")
    return error instanceof RedirectError ? undefined : "no redirect";
  if (answer.kind === "refuses") return undefined;
  const info = Object(findApiError(error, "try again")?.info);
  return info["retry-after-ms"] === answer.after ? undefined : "when to come again is lost";
}

function refusal(answer: Answer, here: object): ApiError {
  switch (answer.kind) {
    case "refuses":
      return new ApiError(answer.message, { code: answer.code, info: answer.info });
    case "try again":
      return new ApiError("try again", {
        code: "try again",
        info: { "retry-after-ms": answer.after },
      });
    case "redirects": {
      const info = answer.asked ? {} : { info: here };
      return new ApiError("go elsewhere", { code: "redirection required", ...info });
    }
  }
}
