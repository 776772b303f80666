import { CreateError } from "./errors.js";

/** The names that follow from a package's name. */
export interface Names {
  /** `@acme/holdfast-connect-vault` */
  readonly packageName: string;
  /** The folder: `holdfast-connect-vault` */
  readonly folder: string;
  /** What the plugin calls itself: `vault` */
  readonly plugin: string;
  /** `VaultConnect` */
  readonly className: string;
}

const packageNames = /^(?:@[a-z0-9][a-z0-9._-]*\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;

/**
 * @throws {CreateError} ERR_CREATE_NAME, where npm would not take it
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { namesFrom } from "create-holdfast-connect";
 *
 * assert.deepEqual(namesFrom("@acme/holdfast-connect-vault"), {
 *   packageName: "@acme/holdfast-connect-vault",
 *   folder: "holdfast-connect-vault",
 *   plugin: "vault", // --connect vault
 *   className: "VaultConnect",
 * });
 * ```
 */
export function namesFrom(packageName: string): Names {
  const folder = packageNames.exec(packageName)?.[1];
  if (folder === undefined) {
    throw new CreateError(
      "ERR_CREATE_NAME",
      `${JSON.stringify(packageName)} cannot name a package: lower-case letters, digits and single dashes can, such as @acme/holdfast-connect-vault`,
    );
  }
  const short = folder.replace(/^holdfast-connect-/, "");
  const words = short.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return { packageName, folder, plugin: short, className: `${words.join("")}Connect` };
}
