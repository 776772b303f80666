import type { EngineReport } from "@holdfast/dependency-engine";
import { stringify } from "yaml";

/** How the report of one engine can be written. */
export type Format = "text" | "json";

/** The report of one engine, in each format. `text` has Juju's keys, as YAML. */
export const formats: Readonly<Record<Format, (report: EngineReport) => string>> = {
  text: (report) => stringify(report),
  json: (report) => JSON.stringify(report, undefined, 2),
};

/** Whether a word names a format. */
export function isFormat(word: string): word is Format {
  return Object.hasOwn(formats, word);
}
