// What is shown comes in through these: this package knows engines, and nothing of agents.
import type { EngineListener, EngineReport, Explanation } from "@holdfast/dependency-engine";

/** An engine, as far as it is looked at. `Engine` of `@holdfast/dependency-engine` is one. */
export interface EngineSource {
  report(): EngineReport;
  explain(name: string): Explanation;
  /** Calls back at each event, until the function it returns is called. */
  subscribe(listener: EngineListener): () => void;
}

/** Whether something is as it should be, and else why not, in words for an operator. */
export type HealthStatus = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What can be shown beside the engines. Each is called for each request, and must be quick. */
export interface Sources {
  /** Whether the agent does its work: for `/readyz`. Default: yes. */
  readonly ready?: () => HealthStatus;
  /** Whether the process is sound: for `/healthz`. Default: yes. */
  readonly healthy?: () => HealthStatus;
  /** Which version of the program this is. */
  readonly version?: string;
  /** When each certificate that the agent relies on expires, by a name for it; ms since the epoch. */
  readonly certificates?: () => Readonly<Record<string, number>>;
  /** Who this is, for the page's title: `machine-0`. */
  readonly title?: string;
  /**
   * What is known of the connection to the controller that an engine has, if it has one: for the
   * page's panel and for `/report`. An agent with one connection need not look at the name.
   */
  readonly connection?: (engine: string) => ConnectionFacts | undefined;
  /** More to show in `/report`, each under its name: JSON, and never a secret. */
  readonly sections?: Readonly<Record<string, () => unknown>>;
}

/** What is shown of the connection; all of it as far as it is known. Times in ms since the epoch. */
export interface ConnectionFacts {
  readonly state: "connected" | "connecting" | "down";
  readonly controller?: string;
  readonly address?: string;
  readonly model?: string;
  readonly agent?: string;
  /** The connect strategy's name. */
  readonly strategy?: string;
  readonly serverVersion?: string;
  /** When it came up, or, where it is not up, when it went down or was first wanted. */
  readonly since?: number;
  /** Why it is not up: what the last attempt, or the connection itself, ended with. */
  readonly why?: string;
  /** When the agent made its current password. Never the password. */
  readonly passwordSince?: number;
  readonly heartbeat?: {
    /** When the last one was answered. */
    readonly at: number;
    /** How long its answer took, in ms. */
    readonly roundTrip: number;
  };
}
