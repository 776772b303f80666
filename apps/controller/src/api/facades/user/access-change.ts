import { ApiError } from "@holdfast/rpc";

/** What a user may do after a change: of what is granted the most, of what is revoked what is left. */
export type ChangedAccess<Access extends string> = Access | "none";

/**
 * What a change of access makes of it, the levels being given from the least to the most: a grant
 * that gives nothing new and a revocation that takes nothing are refused, as by Juju.
 *
 * @throws ApiError without a code, `not valid` for a word that is no level
 */
export function changedAccess<Access extends string>(
  change: { readonly action: string; readonly access: string },
  levels: readonly Access[],
  { user, now }: { readonly user: string; readonly now: Access | undefined },
): ChangedAccess<Access> {
  const { action, access } = change;
  const wanted = levels.findIndex((level) => level === access);
  const level = levels[wanted];
  if (level === undefined || (action !== "grant" && action !== "revoke")) {
    const shown = JSON.stringify(`${action} ${access}`.slice(0, 64));
    throw new ApiError(`cannot ${shown} access`, { code: "not valid" });
  }
  const has = now === undefined ? -1 : levels.indexOf(now);
  if (action === "grant") {
    if (has < wanted) return level;
    throw new ApiError(`user "${user}" already has "${access}" access or greater`, { code: "" });
  }
  if (has < wanted) {
    throw new ApiError(`user "${user}" does not have "${access}" access`, { code: "not found" });
  }
  return levels[wanted - 1] ?? "none";
}
