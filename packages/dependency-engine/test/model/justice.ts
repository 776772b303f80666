/*
 * Whether each start had a cause. Between two starts of a worker that came up, something must have
 * happened to it or to something it depends on: then a single change starts nobody twice.
 */
import type { EngineEvent } from "../../src/index.js";
import type { ReferenceModel } from "./reference-model.js";
import { NAMES } from "./histories.js";
import { isPresent } from "./lives.js";
import type { World } from "./world.js";

/** Something that happened to a manifold by itself, at a place in the order of all things. */
interface Trigger {
  readonly name: string;
  readonly order: number;
  /** Whom it may concern: those above it in the graph of that time, itself among them. */
  readonly concerns: ReadonlySet<string>;
}

export class Justice {
  readonly #world: World;
  readonly #model: ReferenceModel;
  readonly #patience: number;
  readonly #triggers: Trigger[] = [];
  /** When each began to be on its way up: its dependents wait for it no longer than their patience. */
  readonly #downSince = new Map<string, number>();
  readonly #late = new Set<string>();

  /** The model knows less than the engine, and can no longer judge. */
  #lost = false;

  constructor(world: World, model: ReferenceModel, patience: number) {
    this.#world = world;
    this.#model = model;
    this.#patience = patience;
    world.engine.subscribe((event) => this.#hear(event));
  }

  /** Something from outside happened to `name`. */
  moved(name: string): void {
    this.#trigger(name);
  }

  check(): void {
    if (this.#lost) return;
    for (const name of NAMES) this.#checkCauses(name);
    for (const name of NAMES) this.#checkResult(name);
  }

  /** What a worker does by itself, or by being slow, is a cause too. */
  #hear(event: EngineEvent): void {
    const { at } = event;
    switch (event.kind) {
      case "starting":
        // It uninstalled itself in the same breath in which it was told to restart, or replaced,
        // which counts for more. Only the model has already forgotten it.
        if (!this.#model.has(event.manifold)) this.#lost = true;
        this.#moves(event.manifold, at);
        return;
      case "outdated":
      case "updating":
      case "stopping":
      case "draining":
      case "aborting":
        this.#moves(event.manifold, at);
        return;
      case "ended":
        if (event.outcome === "failed" || event.outcome === "bounce") {
          this.#late.add(event.manifold);
        }
        if (event.asked) this.#slow(event.manifold, at);
        else this.#trigger(event.manifold);
        return;
      case "started":
        this.#slow(event.manifold, at);
        this.#downSince.delete(event.manifold);
        this.#late.delete(event.manifold);
        return;
      case "updated":
        this.#slow(event.manifold, at);
        this.#downSince.delete(event.manifold);
        return;
      case "update failed":
        this.#trigger(event.manifold);
        return;
      case "last ended":
        if (!event.asked) this.#trigger(event.manifold);
        return;
      case "escalated":
        for (const input of event.to) this.#trigger(input);
        return;
      case "overran":
        this.#trigger(event.manifold);
        return;
      default:
    }
  }

  #moves(name: string, at: number): void {
    if (!this.#downSince.has(name)) this.#downSince.set(name, at);
  }

  #slow(name: string, at: number): void {
    const since = this.#downSince.get(name) ?? at;
    if (at - since >= this.#patience || this.#late.has(name)) this.#trigger(name);
  }

  #trigger(name: string): void {
    const concerns = new Set(NAMES.filter((other) => this.#model.reaches(other, name)));
    this.#triggers.push({ name, order: this.#world.tick(), concerns });
  }

  #checkCauses(name: string): void {
    const starts = this.#world.started.filter((life) => life.name === name);
    for (const [index, { calledAt: at }] of starts.entries()) {
      const before = starts[index - 1]?.calledAt ?? -1;
      const why = this.#triggers.some(
        ({ order, concerns }) => order > before && order < at && concerns.has(name),
      );
      if (!why)
        this.#world.fault(`"${name}" was started at #${at} without a cause since #${before}`);
    }
  }

  /** In the end everybody runs who can, with what runs, and nobody else. */
  #checkResult(name: string): void {
    const life = this.#world.running(name);
    const report = this.#world.engine.report().manifolds[name];
    if ((report?.state === "started") !== (life !== undefined)) {
      this.#world.fault(`"${name}" is reported as ${report?.state}`);
    }
    if (report === undefined) return;
    const inputs = [...report.inputs, ...(report.optional ?? [])];
    const up = inputs.filter((input) => this.#world.running(input) !== undefined);
    if (life === undefined) {
      const needs = this.#model.needs(name);
      const could = [...needs].every((need) => up.includes(need));
      if (report.resting === "missing" && could) this.#world.fault(`"${name}" rests but could run`);
      return;
    }
    const held = life.holds.filter((input) => isPresent(input, this.#world));
    if (held.length !== life.holds.length || held.length !== new Set(up).size) {
      this.#world.fault(
        `"${name}" holds ${life.holds.map((input) => input.name).join()} of ${up.join()}`,
      );
    }
  }
}
