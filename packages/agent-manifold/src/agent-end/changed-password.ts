import { isChangedPassword } from "@holdfast/connect";
import { BounceError } from "@holdfast/dependency-engine";
import { errorText } from "@holdfast/ports";

/**
 * The bounce that an error means where a `ChangedPasswordError` is anywhere in its chain of causes:
 * the next start, at once, uses the new password. Undefined for every other error. The one place
 * where a changed password becomes a restart.
 */
export function bounceOnChangedPassword(error: unknown): BounceError | undefined {
  if (!isChangedPassword(error)) return undefined;
  if (error instanceof BounceError) return error;
  return new BounceError(errorText(error), { cause: error });
}
