// The engines of one of a process's agents, seen through the watch over all of them: nothing is kept twice.
import type { EngineWatch } from "./engine-watch.js";
import type { ShownEngines } from "./shown-engines.js";
import type { EngineSource } from "./sources.js";
import type { EngineSnapshot } from "./view/engine-view.js";
import type { SeenEvent } from "./view/seen-event.js";

/** The first engine that is added has the agent's own name. */
function engineOfAgent(agent: string, engine: string, isFirst: boolean): string {
  return isFirst ? agent : `${agent}/${engine}`;
}

/** What a watch has of one agent, under the names that the agent gives its engines. */
export class AgentEngines implements ShownEngines {
  readonly #watch: EngineWatch;
  readonly #agent: string;
  /** The names that the agent gives, and those of the watch. */
  readonly #names = new Map<string, string>();
  readonly log: ShownEngines["log"];

  constructor(watch: EngineWatch, agent: string) {
    this.#watch = watch;
    this.#agent = agent;
    this.log = {
      get last() {
        return watch.log.last;
      },
      after: (id) => watch.log.after(id).flatMap((event) => this.#own(event)),
      follow: (listener) => watch.log.follow((event) => this.#own(event).forEach(listener)),
    };
  }

  /** Watches an engine of the agent, until the function it returns is called. */
  add(name: string, source: EngineSource): () => void {
    const among = this.among(name);
    this.#names.set(name, among);
    const forget = this.#watch.add(among, source);
    return () => {
      forget();
      if (this.#watch.source(among) === undefined) this.#names.delete(name);
    };
  }

  /** What an engine of the agent is called among those of the process. */
  among(name: string): string {
    return this.#names.get(name) ?? engineOfAgent(this.#agent, name, this.#names.size === 0);
  }

  get names(): readonly string[] {
    return [...this.#names.keys()];
  }

  source(name: string): EngineSource | undefined {
    const among = this.#names.get(name);
    return among === undefined ? undefined : this.#watch.source(among);
  }

  get snapshots(): readonly EngineSnapshot[] {
    return [...this.#names].flatMap(([name, among]) => {
      const view = this.#watch.view(among);
      return view === undefined ? [] : [{ ...view.snapshot(), name }];
    });
  }

  onChange(listener: () => void): () => void {
    return this.#watch.onChange(listener);
  }

  #own(event: SeenEvent): readonly SeenEvent[] {
    for (const [name, among] of this.#names) {
      if (among === event.engine) return [{ ...event, engine: name }];
    }
    return [];
  }
}
