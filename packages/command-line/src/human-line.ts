// A JSON log line, as a person likes to read it:
//
//   14:03:22.120 info  machine-agent  connected  address=10.0.0.7:17070 strategy=scary
import { shownText } from "@holdfast/ports";

import { paint, type Style } from "./color.js";

const styles: Readonly<Record<string, Style>> = {
  debug: "dim",
  info: "green",
  warn: "yellow",
  error: "red",
};

/** Draws lines; on a terminal in colour, with the time of day alone. */
export function humanLine(terminal: boolean): (json: string) => string {
  const tint = paint(terminal);
  return (json) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pino wrote it a moment ago
    const { time, level, program, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
    const at = terminal ? String(time).slice(11, 23) : String(time);
    const shown = Object.entries(fields).map(
      ([key, value]) => `${tint("dim", `${key}=`)}${show(value)}`,
    );
    return [
      tint("dim", at),
      tint(styles[String(level)] ?? "bold", String(level).padEnd(5)),
      tint("cyan", String(program)),
      `${shownText(String(msg))}${shown.length > 0 ? " " : ""}`,
      ...shown,
    ]
      .join(" ")
      .concat("\n");
  };
}

function show(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (isError(value)) return showError(value);
  return JSON.stringify(value) ?? "undefined";
}

interface ShownError {
  readonly message: string;
  readonly code?: string;
  readonly causes?: readonly ShownError[];
  readonly stack?: string;
}

function isError(value: unknown): value is ShownError {
  return typeof value === "object" && value !== null && "message" in value && "name" in value;
}

// Wrappers like to repeat what they wrap: of a cause whose words were said, its code is what is new.
function showError(error: ShownError): string {
  let said = "";
  const words = [error, ...(error.causes ?? [])].map(({ code, message }) => {
    const news = said.includes(message) ? "" : message;
    said += news;
    return [code ?? "", news].filter((part) => part !== "").join(": ");
  });
  const stack = error.stack === undefined ? "" : `\n${error.stack}`;
  return `${quoted(words.filter((part) => part !== "").join(" <- "))}${stack}`;
}

function quoted(text: string): string {
  return /^[^\s"=\\]+$/.test(text) && shownText(text) === text ? text : JSON.stringify(text);
}
