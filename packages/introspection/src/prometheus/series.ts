// Every series of one worker, so that all can be removed with it: prom-client removes a series only
// by all of its labels.

/** A metric whose series can be removed. */
interface Removable<Labels> {
  remove(labels: Labels): void;
}

/** The series that one worker has. */
export class WorkerSeries {
  readonly #removals = new Map<string, () => void>();

  /** Remembers a series that is about to be counted in. Returns its labels. */
  note<Labels>(metric: Removable<Labels>, name: string, labels: Labels): Labels {
    const key = `${name}${JSON.stringify(labels)}`;
    if (!this.#removals.has(key)) this.#removals.set(key, () => metric.remove(labels));
    return labels;
  }

  /** Removes them all. */
  remove(): void {
    for (const removal of this.#removals.values()) removal();
    this.#removals.clear();
  }
}
