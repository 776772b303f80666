import type { WebSocket } from "ws";
import type { ApiInfo } from "@holdfast/names";
import { onAbort } from "@holdfast/ports";
import { CLIENT_VERSION } from "../client-version.js";
import { Deadline, DeadlineReached } from "../dial/deadline.js";
import { DialTimeoutError, UpgradeRefusedError } from "../dial/dial-errors.js";
import type { DialSettings } from "../dial/dial-options.js";
import { connectWebSocket } from "../dial/connect-web-socket.js";
import type { Target } from "../dial/resolve-targets.js";
import { StreamError } from "../errors.js";
import { MessageQueue } from "./message-queue.js";
import type { ApiStream, StreamOptions } from "../contract/api-stream.js";
import type { LoginProvider } from "../contract/login-provider.js";
import { errorIn, readInitialResponse } from "./initial-response.js";
import { streamCredentials } from "./stream-credentials.js";
import { WebSocketStream } from "./web-socket-stream.js";

/** What a connection was opened with. */
export interface OpenedBy {
  readonly info: ApiInfo;
  readonly settings: DialSettings;
  /** Asked for what each stream shows. */
  readonly provider: LoginProvider;
}

/** The streams of one connection: to the same target, with the same credentials, ended with it. */
export class Streams {
  readonly #target: Target;
  readonly #info: ApiInfo;
  readonly #settings: DialSettings;
  readonly #provider: LoginProvider;
  readonly #streams = new Set<ApiStream>();

  constructor(target: Target, { info, settings, provider }: OpenedBy) {
    this.#target = target;
    this.#info = info;
    this.#settings = settings;
    this.#provider = provider;
  }

  /** Rejects with StreamError, ApiError, a DialError, or a signal's reason. */
  async connect(path: string, options: StreamOptions, broken: AbortSignal): Promise<ApiStream> {
    const { clock, timeout } = this.#settings;
    using limit = new Deadline(timeout, clock, options.signal, broken);
    try {
      return await this.#open(path, options, limit.signal);
    } catch (error) {
      if (!(error instanceof DeadlineReached)) throw error;
      throw new DialTimeoutError(this.#target.address, error.ms);
    }
  }

  async #open(path: string, options: StreamOptions, signal: AbortSignal): Promise<ApiStream> {
    signal.throwIfAborted();
    const adopt = (socket: WebSocket): { messages: MessageQueue; socket: WebSocket } => ({
      messages: new MessageQueue(socket),
      socket,
    });
    const credentials = await streamCredentials(this.#provider, signal);
    const headers = { ...credentials, ...headersFor(this.#info) };
    const { socket, messages } = await connectWebSocket(
      this.#target,
      { path: this.#path(path, options), headers, refusal, adopt },
      { info: this.#info, settings: this.#settings, signal },
    );
    try {
      await readInitialResponse(messages, signal);
    } catch (error) {
      messages.end(error);
      socket.terminate();
      throw error;
    }
    return this.#adopt(new WebSocketStream(socket, messages, this.#settings));
  }

  /** Ends them all. */
  async close(): Promise<void> {
    await Promise.all([...this.#streams].map((stream) => stream.close()));
  }

  /** Ends them all at once: the connection they belong to is gone. */
  destroy(): void {
    for (const stream of this.#streams) {
      stream.destroy(new StreamError("the connection that the stream belongs to has ended"));
    }
  }

  #adopt(stream: ApiStream): ApiStream {
    this.#streams.add(stream);
    onAbort(stream.closed, () => void this.#streams.delete(stream));
    return stream;
  }

  #path(path: string, options: StreamOptions): string {
    const where = JSON.stringify(path);
    if (!path.startsWith("/")) throw new StreamError(`path ${where} is not absolute`);
    if (path.startsWith("/model/")) throw new StreamError(`path ${where} is model-specific`);
    const { modelTag } = this.#info;
    const model = modelTag === undefined ? "" : `/model/${modelTag.slice("model-".length)}`;
    const query = new URLSearchParams(options.query).toString();
    return `${model}${path}${query === "" ? "" : `?${query}`}`;
  }
}

/** What every stream says besides the credentials. */
function headersFor({ nonce = "" }: ApiInfo): Record<string, string> {
  return {
    ...(nonce === "" ? {} : { "x-juju-nonce": nonce }),
    "x-juju-clientversion": CLIENT_VERSION,
    "bakery-protocol-version": "3",
    // The controller wants an Origin, as browsers send it, and accepts any.
    origin: "http://localhost/",
  };
}

function refusal(status: number, contentType: string, body: string): Error {
  const said = contentType.startsWith("application/json") ? errorIn(body) : undefined;
  return said ?? new UpgradeRefusedError("stream", body.trim() || `status ${status}`, { status });
}
