import { WebSocket } from "ws";

import type { RunningController } from "../../../src/index.js";
import type { Choices } from "./choices.js";
import type { Method } from "./outcomes.js";
import { tokenOf } from "./tokens.js";
import type { Role } from "./world.js";

/** The streams beside the API, as methods whose outcomes are counted. */
export const STREAMS = {
  logsink: { facade: "(stream)", method: "logsink", versions: [1] },
  log: { facade: "(stream)", method: "log", versions: [1] },
} as const satisfies Readonly<Record<string, Method>>;

export type StreamKind = keyof typeof STREAMS;

/** What a stream said, and how it ended. */
export interface StreamAnswer {
  /** `ok`, or why not. */
  readonly outcome: string;
  readonly text: string;
}

const WORDS = [
  "",
  "x",
  "INFO",
  "machine-0",
  "2026-01-02T03:04:05Z",
  "\u001b[2J\n",
  "x".repeat(5000),
];
const NO_RECORDS = ["", "null", "[]", "{", '"x"', '{"t":1}', '{"t":"","m":"","l":"","v":""}'];
const QUERIES: Readonly<Record<StreamKind, readonly string[]>> = {
  logsink: ["", "?version=1", "?version=1", "?version=2", "?version="],
  log: [
    "?replay=true&noTail=true",
    "?backlog=10&noTail=true",
    "?replay=true&maxLines=1",
    "?noTail=true&level=ERROR&includeEntity=machine-*",
    "?noTail=true&replay=true&excludeModule=x&includeModule=m&includeModule=",
    "?maxLines=-1&backlog=1e9&noTail=true&level=%00",
    "",
  ],
};

/** Opens streams as whichever role, says something on those that are for that, and ends them. */
export class FuzzStreams {
  readonly #choices: Choices;
  readonly #controller: RunningController;
  readonly #passwords: ReadonlyMap<string, string>;

  /** @param passwords - what is known of the roles' passwords, by home and tag */
  constructor(
    choices: Choices,
    controller: RunningController,
    passwords: ReadonlyMap<string, string>,
  ) {
    this.#choices = choices;
    this.#controller = controller;
    this.#passwords = passwords;
  }

  async open(kind: StreamKind, role: Role, model: string): Promise<StreamAnswer> {
    const choices = this.#choices;
    const query = choices.one(QUERIES[kind]);
    const records = Array.from({ length: choices.below(4) }, () => this.#record());
    const socket = new WebSocket(
      `wss://${this.#controller.address}/model/${model}/${kind}${query}`,
      [],
      { ca: this.#controller.caCert, headers: this.#headers(role) },
    );
    const said: string[] = [];
    return await new Promise((resolve, reject) => {
      socket.once("unexpected-response", (_request, response) => {
        response.resume();
        const outcome = `HTTP ${response.statusCode}`;
        response.once("end", () => resolve({ outcome, text: "" }));
      });
      socket.once("message", () => {
        for (const record of kind === "logsink" ? records : []) socket.send(record);
        // A log that is read without a tail is ended by the controller.
        if (kind === "logsink" || !query.includes("noTail")) socket.close(1000);
      });
      socket.on("message", (data: Buffer) => said.push(data.toString()));
      socket.once("close", (code) =>
        resolve({ outcome: outcomeOf(code, said[0]), text: said.join("") }),
      );
      socket.once("error", reject);
    });
  }

  #headers(role: Role): Record<string, string> {
    const { tag, home } = role;
    const password = this.#choices.oneIn(8) ? "wrong" : this.#passwords.get(`${home} ${tag}`);
    const byToken = password === undefined || this.#choices.oneIn(3);
    const secret = byToken ? `:${tokenOf(role)}` : `${tag}:${password}`;
    return {
      authorization: `Basic ${Buffer.from(secret).toString("base64")}`,
      "x-juju-nonce": this.#choices.oneIn(10) ? "another" : "nonce",
      "x-juju-clientversion": this.#choices.one(["3.6.0", "4.1", "nonsense"]),
    };
  }

  #record(): string {
    const choices = this.#choices;
    if (choices.oneIn(10)) return choices.one(NO_RECORDS);
    const word = (): string => choices.one(WORDS);
    return JSON.stringify({ t: word(), m: word(), l: word(), v: word(), x: word() });
  }
}

/** What the first message, and the code of the close, say. */
function outcomeOf(code: number, first = ""): string {
  if (first === "{}\n") return code === 1000 ? "ok" : `closed with ${code}`;
  const { error }: { error?: { code?: string } } = first === "" ? {} : JSON.parse(first);
  return `refused: ${error?.code ?? code}`;
}
