import {
  type EngineReport,
  reportDot,
  reportMermaid,
  reportText,
} from "@holdfast/dependency-engine";

/** How the report of one engine can be written. */
export type Format = "text" | "json" | "dot" | "mermaid";

/** The report of one engine, in each format. `text` has Juju's keys, as YAML. */
export const formats: Readonly<Record<Format, (report: EngineReport) => string>> = {
  text: reportText,
  json: (report) => JSON.stringify(report, undefined, 2),
  dot: reportDot,
  mermaid: reportMermaid,
};

/** Whether a word names a format. */
export function isFormat(word: string): word is Format {
  return Object.hasOwn(formats, word);
}
