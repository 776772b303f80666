import { MIN_PASSWORD_LENGTH } from "@holdfast/names";

/** Why Juju's controller would not have the password of an agent; undefined where it would. */
export function passwordFault(password: string): string | undefined {
  const bytes = Buffer.byteLength(password);
  return bytes >= MIN_PASSWORD_LENGTH
    ? undefined
    : `password is only ${bytes} bytes long, and is not a valid Agent password`;
}
