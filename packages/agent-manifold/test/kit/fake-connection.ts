import type { Connection } from "@holdfast/api-open";

const uuid = "deadbeef-0bad-400d-8000-4b1d0d06f00d";

/** A connection that leads nowhere, and breaks when it is told to. */
export class FakeConnection implements Connection {
  readonly addr = "10.0.0.1:17070";
  readonly ipAddr = "10.0.0.1:17070";
  readonly apiHostPorts = [];
  readonly publicDnsName = undefined;
  readonly controllerAccess = undefined;
  readonly isProxied = false;
  readonly modelTag = `model-${uuid}` as const;
  readonly controllerTag = undefined;
  readonly authTag = "machine-0" as const;
  readonly serverVersion = "3.6.0";
  closes = 0;
  closeError: unknown;
  readonly calls: string[] = [];
  readonly #broken = new AbortController();

  get broken(): AbortSignal {
    return this.#broken.signal;
  }
  break(reason: Error): void {
    this.#broken.abort(reason);
  }
  async call(request: { facade: string; method: string }): Promise<unknown> {
    this.calls.push(`${request.facade}.${request.method}`);
    return {};
  }
  get facades(): ReadonlyMap<string, readonly number[]> {
    return new Map();
  }
  bestFacadeVersion(_facade: string): number {
    return 5;
  }
  connectStream(): never {
    throw new Error("no streams here");
  }
  async isBroken(): Promise<boolean> {
    return this.#broken.signal.aborted;
  }
  async close(): Promise<void> {
    this.closes++;
    this.#broken.abort(new Error("closed"));
    if (this.closeError !== undefined) throw this.closeError;
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
