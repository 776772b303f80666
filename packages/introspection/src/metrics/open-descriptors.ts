import fs from "node:fs";

/** How many files this process has open, of /proc less the one that reads it; undefined where there is none. */
export function openDescriptors(): number | undefined {
  try {
    return fs.readdirSync("/proc/self/fd").length - 1;
  } catch {
    return undefined;
  }
}
