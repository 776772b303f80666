import { styleText } from "node:util";

/** What a person reads on the terminal: the steps, and the lines of each process under its name. */
export interface ConsoleLog {
  /** A step of the start or of the stop. */
  step(text: string): void;
  /** A line that `who` printed. */
  line(who: string, text: string): void;
}

const COLOURS = { controller: "magenta", "machine-agent": "cyan", "model-agent": "green" } as const;
const WIDTH = Math.max(...Object.keys(COLOURS).map((name) => name.length));

/** @param print - writes one line where a person reads it; colours are dropped where it is no terminal */
export function consoleLog(print: (line: string) => void): ConsoleLog {
  const known: Partial<Record<string, (typeof COLOURS)[keyof typeof COLOURS]>> = COLOURS;
  return {
    step: (text) => print(styleText("bold", `== ${text}`)),
    line: (who, text) => {
      const name = who.padEnd(WIDTH);
      const colour = known[who];
      print(`${colour === undefined ? name : styleText(colour, name)} | ${text}`);
    },
  };
}
