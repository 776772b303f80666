import { EXIT, type ExitRule } from "@holdfast/command-line";

import { USAGE_CODES } from "./errors.js";

/** What the commands of the controller end with: 1 for what is not named here. */
export const controllerExits: readonly ExitRule[] = USAGE_CODES.map((error) => ({
  error,
  exit: EXIT.usage,
}));
