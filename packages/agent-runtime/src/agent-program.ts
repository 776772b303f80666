// What a process is told of an agent to run, and what it gives to the program that makes its engine.
import type { FileAgent } from "@holdfast/agent-config";
import type { ErrorPolicy } from "@holdfast/agent-manifold";
import type { OpenFunc } from "@holdfast/api-open";
import type { Engine } from "@holdfast/dependency-engine";
import type { Clock, Logger } from "@holdfast/ports";

import type { AgentChoice } from "./agent-options.js";
import type { AgentProcessName } from "./process-socket.js";

/** Which agent, as which process, and what the process gives it. */
export interface AgentProcessOptions extends AgentChoice {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** What systemd says to its services is in it, and OpenTelemetry's variables; nothing by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long workers may take to stop, in ms. */
  readonly stopTimeout?: number;
  /** How often the controller is pinged, in ms; 30,000. */
  readonly pingPeriod?: number;
  /** A loopback `HOST:PORT` for the live page; none by default. */
  readonly introspect?: string | undefined;
  /** A loopback `HOST:PORT` for `/metrics` alone; none by default. */
  readonly metrics?: string | undefined;
  /** Modules of workers to run, by a file's path or a package's name. */
  readonly workers?: readonly string[];
  /** Folders whose `node_modules` are looked in for packages, after what lies beside the agent. */
  readonly plugins?: readonly string[];
  /** Calls back whenever the configuration is to be read again; returns how to stop that. */
  readonly onHangup?: (listener: () => void) => () => void;
}

/** Shows an engine to those who look inside the process, until the returned function is called. */
export type WatchEngine = (name: string, engine: Engine) => () => void;

/** What a program is given for those who look inside the process. */
export interface ProcessView {
  /** To be told of each engine before anything is installed in it. */
  readonly watch: WatchEngine;
  /** `open` with metrics and live traffic of its connections, and trust in the machine's further CAs. */
  readonly instrumentOpen: (open: OpenFunc) => OpenFunc;
  /** The name of the connect strategy. */
  readonly strategy: (name: string) => void;
}

/** What a process runs, once the agent is open. */
export interface AgentProgram {
  readonly name: AgentProcessName;
  /** Of the program, for metrics. */
  readonly version?: string;
  readonly policy: ErrorPolicy;
  /** Makes the engine; it starts at once, and this process stops it. */
  assemble(agent: FileAgent, view: ProcessView): Engine | Promise<Engine>;
}
