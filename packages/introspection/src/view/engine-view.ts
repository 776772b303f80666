import {
  type BecauseView,
  newNode,
  nodeAfter,
  type NodeEvent,
  type NodeView,
} from "./node-view.js";
import type { ErrorFacts } from "@holdfast/ports";

import type { SeenEvent } from "./seen-event.js";

/** A change, from its cause to the moment when nothing moved any more. Times in ms. */
export interface Wave {
  readonly wave: number;
  readonly began: number;
  readonly because: BecauseView;
  /** Absent while it goes on. */
  readonly took?: number;
  readonly started?: number;
  readonly ended?: number;
}

/** How an engine looks from outside, ready to be written as JSON. */
export interface EngineSnapshot {
  readonly name: string;
  readonly state: "started" | "stopping" | "stopped";
  readonly error?: ErrorFacts;
  readonly nodes: readonly NodeView[];
  /** The latest, oldest first. */
  readonly waves: readonly Wave[];
}

const keptWaves = 50;

/** The looks of one engine, kept up by its events: on the server, and again in the page. */
export class EngineView {
  readonly name: string;
  readonly nodes: Map<string, NodeView>;
  #state: EngineSnapshot["state"];
  #error: ErrorFacts | undefined;
  #waves: readonly Wave[];

  constructor(snapshot: EngineSnapshot) {
    this.name = snapshot.name;
    this.nodes = new Map(snapshot.nodes.map((node) => [node.name, node]));
    this.#state = snapshot.state;
    this.#error = snapshot.error;
    this.#waves = snapshot.waves;
  }

  get state(): EngineSnapshot["state"] {
    return this.#state;
  }

  get error(): ErrorFacts | undefined {
    return this.#error;
  }

  get waves(): readonly Wave[] {
    return this.#waves;
  }

  snapshot(): EngineSnapshot {
    const { name, state, waves } = this;
    const nodes = [...this.nodes.values()];
    return { name, state, nodes, waves, ...(this.#error && { error: this.#error }) };
  }

  /** Takes in what happened. Events of other engines are not for here. */
  apply(event: SeenEvent): void {
    switch (event.kind) {
      case "wave began":
        this.#keepWave({ wave: event.wave, began: event.at, because: event.because });
        break;
      case "wave settled":
        this.#settleWave(event);
        break;
      case "engine stopping":
        this.#state = "stopping";
        break;
      case "engine stopped":
        this.#state = "stopped";
        this.#error = event.error;
        break;
      case "callback failed":
      case "subscriber failed":
        break;
      default:
        this.#applyToNode(event);
    }
  }

  #applyToNode(event: NodeEvent): void {
    const before = this.nodes.get(event.manifold) ?? newNode(event.manifold, [], [], event.at);
    const after = nodeAfter(before, event);
    if (after === undefined) this.nodes.delete(event.manifold);
    else this.nodes.set(event.manifold, after);
  }

  #keepWave(wave: Wave): void {
    const others = this.#waves.filter((one) => one.wave !== wave.wave);
    this.#waves = [...others, wave].slice(-keptWaves);
  }

  #settleWave(event: Extract<SeenEvent, { kind: "wave settled" }>): void {
    const open = this.#waves.find(({ wave }) => wave === event.wave);
    if (open === undefined) return;
    const { took, started, ended } = event;
    this.#keepWave({ ...open, took, started, ended });
  }
}
