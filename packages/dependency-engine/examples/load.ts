/** Several clients that ask for one page, each as soon as it was answered, until they are stopped. */
export class Load {
  answered = 0;
  /** The last answer. */
  last = "";
  readonly answers = new Set<string>();
  readonly failures: unknown[] = [];
  readonly #stopping = new AbortController();
  readonly #clients: readonly Promise<void>[];
  readonly #url: string;
  #progress = Promise.withResolvers<void>();

  constructor(url: string, clients = 8) {
    this.#url = url;
    this.#clients = Array.from({ length: clients }, () => this.#run());
  }

  get isRunning(): boolean {
    return !this.#stopping.signal.aborted;
  }

  /** Fulfilled once so many requests were answered, or failed. */
  async until(count: number): Promise<void> {
    while (this.answered + this.failures.length < count) await this.#progress.promise;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#clients);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#ask();
      this.#progress.resolve();
      this.#progress = Promise.withResolvers<void>();
    }
  }

  async #ask(): Promise<void> {
    try {
      const response = await fetch(this.#url);
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status}: ${text}`);
      this.last = text;
      this.answers.add(text);
      this.answered += 1;
    } catch (error) {
      this.failures.push(error);
    }
  }
}
