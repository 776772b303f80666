import type { Clock } from "@holdfast/ports";

import { EventLog } from "./event-log.js";
import type { ShownEngines } from "./shown-engines.js";
import type { EngineSource } from "./sources.js";
import { type EngineSnapshot, EngineView } from "./view/engine-view.js";
import { plainEvent, type SeenEvent } from "./view/seen-event.js";
import { snapshotOfReport } from "./view/snapshot-of-report.js";

/** One engine that is watched. */
interface Watched {
  readonly source: EngineSource;
  readonly view: EngineView;
  readonly forget: () => void;
}

/** Watches engines that come and go: keeps what they did, and how they look. */
export class EngineWatch implements ShownEngines {
  readonly log: EventLog<SeenEvent>;
  readonly #clock: Pick<Clock, "now">;
  readonly #engines = new Map<string, Watched>();
  readonly #forgotten = new Set<(name: string) => void>();
  readonly #changed = new Set<() => void>();

  constructor(options: { readonly clock: Pick<Clock, "now">; readonly keep?: number }) {
    this.#clock = options.clock;
    this.log = new EventLog(options.keep);
  }

  /**
   * Watches an engine, best from before its first install, until the function it returns is called.
   * A name that is taken is taken over: a model that comes back is the same model.
   */
  add(name: string, source: EngineSource): () => void {
    const view = new EngineView(snapshotOfReport(name, source.report(), this.#clock.now()));
    const forget = source.subscribe((event) => {
      this.log.append((id) => {
        const seen = plainEvent(event, name, id);
        view.apply(seen); // before those who follow hear of it
        return seen;
      });
    });
    this.#engines.get(name)?.forget();
    const watched = { source, view, forget };
    this.#engines.set(name, watched);
    this.#tellChanged();
    return () => {
      forget();
      if (this.#engines.get(name) !== watched) return;
      this.#engines.delete(name);
      for (const listener of this.#forgotten) listener(name);
      this.#tellChanged();
    };
  }

  /**
   * Calls back for each event of any engine, once its view has taken it in, until the function it
   * returns is called.
   */
  follow(listener: (event: SeenEvent) => void): () => void {
    return this.log.follow(listener);
  }

  /** Calls back when an engine is no longer watched, until the function it returns is called. */
  onForget(listener: (name: string) => void): () => void {
    this.#forgotten.add(listener);
    return () => this.#forgotten.delete(listener);
  }

  /** Calls back when an engine has come or gone, until the function it returns is called. */
  onChange(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  /** Watches nothing any longer. */
  [Symbol.dispose](): void {
    for (const { forget } of this.#engines.values()) forget();
    this.#engines.clear();
  }

  /** The engines' names, in the order in which they were added. */
  get names(): readonly string[] {
    return [...this.#engines.keys()];
  }

  source(name: string): EngineSource | undefined {
    return this.#engines.get(name)?.source;
  }

  view(name: string): EngineView | undefined {
    return this.#engines.get(name)?.view;
  }

  /** How each engine looks now. */
  get views(): readonly EngineView[] {
    return [...this.#engines.values()].map(({ view }) => view);
  }

  get snapshots(): readonly EngineSnapshot[] {
    return this.views.map((view) => view.snapshot());
  }

  #tellChanged(): void {
    for (const listener of this.#changed) listener();
  }
}
