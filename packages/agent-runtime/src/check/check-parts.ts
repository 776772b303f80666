// Would `run` get as far as its first attempt to connect? Loads the strategy and the workers as it would, and
// installs everything in an engine in which nothing can start.
import type { ObservableAgent, RememberingConfig } from "@holdfast/agent-config";
import type { NamedManifold } from "@holdfast/agent-manifold";
import type { DialOptions } from "@holdfast/api-open";
import { exitCodeFor } from "@holdfast/command-line";
import { Engine, type Manifold, resourceName } from "@holdfast/dependency-engine";

import { agentExits } from "../agent-exits.js";
import type { AgentChoice, RunFlags } from "../agent-options.js";
import { attempt, type Finding, textOf } from "./finding.js";

/** What `run` would run. */
export interface LoadedParts {
  readonly manifolds: readonly NamedManifold[];
  /**
   * How it would log in: with the passwords of agent.conf, with the current one alone, or in a way of its
   * own, which only `run` can try; `by` names the strategy.
   */
  readonly login:
    | { readonly kind: "passwords" }
    | { readonly kind: "current password" }
    | { readonly kind: "own"; readonly by: string };
  /** What `run` asks the controller for once it is logged in, where there would be nothing to run without. */
  readonly afterLogin?: {
    readonly what: string;
    /** Says what was found, or rejects with what `run` would come to. */
    readonly look: (dial: DialOptions, signal: AbortSignal) => Promise<string>;
  };
}

/** Loads what `run` would with these flags; throws what it would. The agent cannot be changed. */
export type LoadParts<Flags extends RunFlags & AgentChoice = RunFlags & AgentChoice> = (
  agent: ObservableAgent,
  flags: Flags,
) => Promise<LoadedParts>;

/** What came of loading: a finding, and what was loaded where it got there. */
export interface PartsLook {
  readonly finding: Finding;
  readonly loaded: LoadedParts | undefined;
}

/** Loads and installs what `run` would. */
export async function checkParts(
  config: RememberingConfig,
  load: (agent: ObservableAgent) => Promise<LoadedParts>,
): Promise<PartsLook> {
  const what = "plugins and workers";
  const loaded = await attempt(async () => {
    const parts = await load(unchangeable(config));
    await tryInstalling(parts.manifolds);
    return parts;
  });
  if ("error" in loaded) {
    const exit = exitCodeFor(loaded.error, agentExits) === 2 ? 2 : 1;
    const says = textOf(loaded.error);
    return { finding: { what, outcome: "problem", says, exit }, loaded: undefined };
  }
  const says = "can be loaded";
  return { finding: { what, outcome: "ok", says }, loaded: loaded.value };
}

function unchangeable(config: RememberingConfig): ObservableAgent {
  return {
    currentConfig: () => config,
    changeConfig: () => Promise.reject(new Error("check changes nothing")),
    subscribe: () => () => undefined,
  };
}

async function tryInstalling(manifolds: readonly NamedManifold[]): Promise<void> {
  await using engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 1000,
    bounceDelay: 1,
  });
  for (const each of manifolds) each.install(engine, neverStarting);
}

const nowhere = resourceName("nowhere");

function neverStarting<T>(manifold: Manifold<T>): Manifold<T> {
  return { ...manifold, inputs: [...manifold.inputs, nowhere] };
}
