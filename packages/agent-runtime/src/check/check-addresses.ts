// Does the controller answer at its addresses? One that answers is enough for the agent.
import { type ApiInfo, type DialOptions, isForeignController, open } from "@holdfast/api-open";
import { hasCode } from "@holdfast/ports";

import { attempt, type Finding, textOf } from "./finding.js";

interface Look {
  readonly what: string;
  readonly error: unknown;
}

/**
 * Yields what each address answers, in their order. Where none does, each is a problem: one that ends
 * the agent (2) where nothing but an edit helps, as `run` has it, else one that it waits for (1).
 *
 * @param neverAdmitted - whether a stranger at every address would end the agent
 */
export async function* checkAddresses(
  info: ApiInfo,
  dial: DialOptions,
  { neverAdmitted, signal }: { readonly neverAdmitted: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Finding, void> {
  const looks = await Promise.all(info.addrs.map((address) => look(address, info, dial, signal)));
  signal.throwIfAborted();
  const failures = looks.map(({ error }) => error).filter((error) => error !== undefined);
  const reached = failures.length < looks.length;
  const stranger = neverAdmitted && failures.every(isForeignController);
  const invalid = neverAdmitted && failures.some((one) => hasCode(one, "ERR_INVALID_API_INFO"));
  const edit = stranger || invalid || failures.some((one) => hasCode(one, "ERR_PROXY_SETTING"));
  for (const { what, error } of looks) {
    if (error === undefined) {
      const says = "answers, with a certificate of the configured CA";
      yield { what, outcome: "ok", says };
    } else if (reached) {
      const says = `${textOf(error)} (the agent uses another address)`;
      yield { what, outcome: "warning", says };
    } else {
      yield { what, outcome: "problem", says: textOf(error), exit: edit ? 2 : 1 };
    }
  }
}

async function look(
  address: string,
  { caCert = "" }: ApiInfo,
  dial: DialOptions,
  signal: AbortSignal,
): Promise<Look> {
  const info: ApiInfo = {
    addrs: [address],
    skipLogin: true,
    ...(caCert === "" ? {} : { caCert }),
  };
  const opened = await attempt(async () => {
    await using connection = await open(info, dial, signal);
    return connection.addr;
  });
  return { what: `address ${address}`, error: "error" in opened ? opened.error : undefined };
}
