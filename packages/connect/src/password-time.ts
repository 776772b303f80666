// When the agent's current password was made, kept beside it in the configuration: so that its age is known
// after a restart. It names its password, so that one which somebody else wrote has no wrong date.
import type { AgentConfig } from "@holdfast/agent-config";

import { fingerprint } from "./credentials.js";

/** Where it lives, among the configuration's `values`. */
export const passwordTimeKey = "holdfast-password-set";

/** The value for a password that was made at `at`, in ms since the epoch. */
export function passwordTime(password: string, at: number): string {
  return `${new Date(at).toISOString()} ${fingerprint(password)}`;
}

/** When the current password was made, in ms since the epoch; undefined where nobody noted it. */
export function passwordMadeAt(config: Pick<AgentConfig, "apiInfo" | "value">): number | undefined {
  const [date = "", of] = (config.value(passwordTimeKey) ?? "").split(" ");
  const password = config.apiInfo()?.password ?? "";
  const at = Date.parse(date);
  return password === "" || of !== fingerprint(password) || Number.isNaN(at) ? undefined : at;
}
