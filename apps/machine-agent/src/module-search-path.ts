import process from "node:process";

/** Where plugins and workers are looked for: beside the agent, then where it was started. */
export const moduleSearchPath: readonly string[] = [import.meta.url, process.cwd()];
