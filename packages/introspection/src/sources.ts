// What is shown comes in through these: this package knows engines, and nothing of agents.
import type { EngineReport } from "@holdfast/dependency-engine";

/** An engine, as far as it is looked at. `Engine` of `@holdfast/dependency-engine` is one. */
export interface EngineSource {
  report(): EngineReport;
}

/** Whether something is as it should be, and else why not, in words for an operator. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Everything that can be shown. Each is called for each request, and must be quick. */
export interface Sources {
  /**
   * The engines by name, the agent's own first: it answers where no engine is named. Called for each
   * request, so that engines may come and go.
   */
  readonly engines: () => Readonly<Record<string, EngineSource>>;
  /** Whether the agent does its work: for `/readyz`. Default: yes. */
  readonly ready?: () => Verdict;
  /** Whether the process is sound: for `/healthz`. Default: yes. */
  readonly healthy?: () => Verdict;
  /** More to show beside the engines, each under its name: JSON, and never a secret. */
  readonly sections?: Readonly<Record<string, () => unknown>>;
  /** The Prometheus text of `/metrics`. */
  readonly metrics?: () => string | Promise<string>;
}
