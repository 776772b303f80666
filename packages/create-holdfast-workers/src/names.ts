import { CreateError } from "create-holdfast-connect";

/** The names that follow from a package's name. */
export interface WorkersNames {
  /** `@acme/holdfast-workers-disks` */
  readonly packageName: string;
  /** What the module calls itself: `disks` */
  readonly module: string;
}

const PACKAGE_NAMES = /^(?:@[a-z0-9][a-z0-9._-]*\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;

/** @throws {CreateError} ERR_CREATE_NAME, where npm would not take it */
export function workersNamesFrom(packageName: string): WorkersNames {
  const folder = PACKAGE_NAMES.exec(packageName)?.[1];
  if (folder === undefined) {
    throw new CreateError(
      "ERR_CREATE_NAME",
      `${JSON.stringify(packageName)} cannot name a package: lower-case letters, digits and single dashes can, such as @acme/holdfast-workers-disks`,
    );
  }
  return { packageName, module: folder.replace(/^holdfast-workers-/, "") };
}
