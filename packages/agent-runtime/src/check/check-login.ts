// Would the controller have the agent? Logs in with each password until one is accepted, asks whether
// the agent's entity lives, and hangs up.
import { knownPasswords, type RememberingConfig } from "@holdfast/agent-config";
import { type ApiInfo, apiOpen, type DialOptions } from "@holdfast/api-open";
import { hasCode, impossibleReason, requireLife } from "@holdfast/connect";

import type { LoadedParts } from "./check-parts.js";
import { attempt, type Finding, textOf } from "./finding.js";

const what = "login";

/** What a login of the agent would come to, as `run` would have it. */
export async function checkLogin(
  config: RememberingConfig,
  login: LoadedParts["login"],
  { info, dial }: { readonly info: ApiInfo; readonly dial: DialOptions },
  signal: AbortSignal,
): Promise<Finding> {
  if (login.kind === "own") {
    const says = `is not tried: the strategy ${login.by} has a way of its own, which only run can go`;
    return { what, outcome: "warning", says };
  }
  const current = info.password ?? "";
  if (login.kind === "current password" && current === "") {
    const says =
      "the file holds no current password yet; the machine's agent makes one at its first login: start it";
    return { what, outcome: "problem", says, exit: 1 };
  }
  const passwords = login.kind === "current password" ? [current] : knownPasswords(config);
  if (passwords.length === 0) {
    const says =
      "the file holds no password; give the agent a new one on the controller, and write it into oldpassword";
    return { what, outcome: "problem", says, exit: 3 };
  }
  let refusal: unknown;
  for (const [at, password] of passwords.entries()) {
    const opened = await attempt(async () => {
      await using connection = await apiOpen({ ...info, password }, dial, signal);
      return await attempt(() => requireLife(connection, config.tag, { signal }));
    });
    signal.throwIfAborted();
    if ("value" in opened) {
      return "error" in opened.value
        ? afterLogin(opened.value.error)
        : { what, outcome: "ok", says: accepted(config, password, at) };
    }
    refusal = opened.error;
    if (!hasCode(refusal, "unauthorized access")) {
      return { what, outcome: "problem", says: textOf(refusal), exit: 1 };
    }
  }
  const says = `the controller refuses every password that the agent knows (${textOf(refusal)}); if it was made just now, wait until it is provisioned; else give it a new one on the controller, and write it into oldpassword`;
  return { what, outcome: "problem", says, exit: 3 };
}

/** Logged in, and of no use all the same: dead, or denied. */
function afterLogin(error: unknown): Finding {
  const exit = impossibleReason(error) === undefined ? 1 : 3;
  return { what, outcome: "problem", says: `is accepted, and then: ${textOf(error)}`, exit };
}

function accepted(config: RememberingConfig, password: string, at: number): string {
  if (password === config.apiInfo()?.password) return "the current password is accepted";
  const which =
    password === config.oldPassword ? "the old password" : `an earlier password (${at})`;
  return `${which} is accepted; the agent replaces it when it runs`;
}
