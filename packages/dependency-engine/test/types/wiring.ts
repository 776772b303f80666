/*
 * Mistakes in wiring that must not compile, each with what the compiler says to the person who made
 * it (the test beside this folder compares the words), among wiring that must.
 */
import {
  type AnyResourceName,
  BounceError,
  defineManifold,
  Engine,
  type EngineConfig,
  type EngineEvent,
  type Manifold,
  MissingError,
  type ResourceName,
  resourceName,
  resourceNames,
  type RestartPolicy,
  runWorker,
  selfManifold,
  type StartContext,
  type Worker,
  optional,
  worker as defineWorker,
} from "../../src/index.js";

interface ApiCaller {
  call(request: string): Promise<unknown>;
}
interface Connection extends ApiCaller {
  close(): Promise<void>;
}
interface Clock {
  now(): number;
}
interface Proxy extends Worker {
  readonly address: string;
  readonly target: string;
}

const apiName = resourceName<ApiCaller>("api-caller");
const connectionName = resourceName<Connection>("connection");
const clockName = resourceName<Clock>("clock");
const name = resourceNames<{ primary: Clock; replica: Clock; label: string }>();

declare const engine: Engine;
declare const worker: Worker;
declare const connection: Connection;
declare const clock: Clock;
declare const config: EngineConfig;
const start = (): Worker => worker;

// Names

// What gives more serves where less is wanted.
export const narrow: ResourceName<ApiCaller> = connectionName;
// @ts-expect-error -- Property 'close' is missing in type 'ApiCaller' but required in type 'Connection'.
export const wide: ResourceName<Connection> = apiName;
// @ts-expect-error -- Property 'call' is missing in type 'Clock' but required in type 'ApiCaller'.
export const other: ResourceName<ApiCaller> = clockName;
// @ts-expect-error -- Type 'string' is not assignable to type 'ResourceName<Clock>'.
export const text: ResourceName<Clock> = "clock";
// A name is a string wherever one is wanted.
export const asText: string = clockName;
// @ts-expect-error -- Argument of type 'number' is not assignable to parameter of type 'string'.
resourceName<Clock>(7);
// @ts-expect-error -- Argument of type '"tertiary"' is not assignable to parameter of type '"label" | "primary" | "replica"'.
name("tertiary");
// @ts-expect-error -- Type 'ResourceName<Clock, "primary">' is not assignable to type 'ResourceName<Clock, "replica">'.
export const mixedUp: ResourceName<Clock, "replica"> = name("primary");
// @ts-expect-error -- Type 'ResourceName<string, "label">' is not assignable to type 'ResourceName<Clock>'.
export const wrongEntry: ResourceName<Clock> = name("label");

// Installing

engine.install(apiName, { inputs: [], start, output: () => connection });
engine.install(connectionName, { inputs: [apiName, clockName], start, output: () => connection });
// @ts-expect-error -- Property 'call' is missing in type 'Clock' but required in type 'ApiCaller'.
engine.install(apiName, { inputs: [], start, output: () => clock });
// @ts-expect-error -- Property 'close' is missing in type 'ApiCaller' but required in type 'Connection'.
engine.install(connectionName, apiManifold());
// @ts-expect-error -- Argument of type 'string' is not assignable to parameter of type 'ResourceName<Clock>'.
engine.install<Clock>("clock", { inputs: [], start, output: () => clock });
// @ts-expect-error -- Type 'string' is not assignable to type 'AnyResourceName'.
engine.install(clockName, { inputs: ["agent"], start, output: () => clock });
// @ts-expect-error -- Property 'inputs' is missing in type
engine.install(clockName, { start, output: () => clock });
// @ts-expect-error -- Property 'start' is missing in type
engine.install(clockName, { inputs: [], output: () => clock });
// @ts-expect-error -- Type 'number' is not assignable to type 'Promise<Worker> | Worker'.
engine.install(clockName, { inputs: [], start: () => 7, output: () => clock });
// @ts-expect-error -- Type 'undefined' is not assignable to type 'Promise<Worker> | Worker'.
engine.install(clockName, { inputs: [], start: () => undefined, output: () => clock });
// @ts-expect-error -- Did you mean to write 'inputs'?
engine.install(clockName, { input: [], start, output: () => clock });
// @ts-expect-error -- Type 'string' is not assignable to type '(worker: Worker) => NoInfer<Clock>'.
engine.install(clockName, { inputs: [], start, output: "clock" });
// @ts-expect-error -- is not assignable to type 'Inputs'.
engine.install(clockName, { inputs: clockName, start, output: () => clock });
// @ts-expect-error -- Type 'string' is not assignable to type 'number'.
engine.install(clockName, { inputs: [], start, output: () => clock, stopDeadline: "10s" });
// @ts-expect-error -- Property 'now' is missing in type 'ApiCaller' but required in type 'Clock'.
void engine.replace(clockName, apiManifold());
// @ts-expect-error -- Property 'now' is missing in type 'ApiCaller' but required in type 'Clock'.
engine.group().install(clockName, apiManifold());

// Outputs

class Server implements Worker {
  readonly address = "127.0.0.1:80";
  kill(): void {}
  async wait(): Promise<void> {}
}
const addressName = resourceName<string>("address");

// What `output` is given is what `start` returned, with no cast.
engine.install(addressName, {
  inputs: [clockName],
  start: ({ get }) => {
    get(clockName).now();
    return new Server();
  },
  output: (server) => server.address,
});
engine.install(addressName, {
  inputs: [],
  start: async () => new Server(),
  output: (server) => server.address,
});
export const served: Manifold<string> = defineManifold({
  inputs: [],
  start: async ({ signal }) => (signal.aborted ? new Server() : new Server()),
  output: ({ address }) => address,
});
// The worker's own type is forgotten where nobody asks for it.
export const known: Manifold<string, Server> = {
  inputs: [],
  start: () => new Server(),
  output: (server) => server.address,
};
engine.install(addressName, known);
export const forgotten: Manifold<string> = known;
// A name of nothing in particular needs no output, and may have one.
engine.install(resourceName("alone"), { inputs: [], start });
engine.install(resourceName("alone"), { inputs: [], start, output: () => clock });
export const nothing: Manifold<never> = { inputs: [], start };
engine.install(resourceName<void>("nothing"), { inputs: [], start });
// What a generic function makes has the type that it was asked for.
export function constant<T>(value: T): Manifold<T> {
  return { inputs: [], start, output: () => value };
}
// @ts-expect-error -- Property 'output' is missing in type
engine.install(clockName, { inputs: [], start });
// @ts-expect-error -- Property 'output' is missing in type
void engine.replace(clockName, { inputs: [], start });
// @ts-expect-error -- Property 'output' is missing in type
engine.group().install(clockName, { inputs: [], start });
// @ts-expect-error -- Property 'output' is missing in type
export const silent: Manifold<Clock> = { inputs: [], start };
// @ts-expect-error -- Argument of type 'Manifold<unknown, Worker, Inputs, Inputs>' is not assignable to parameter of type
engine.install(clockName, defineManifold({ inputs: [], start }));
// @ts-expect-error -- Property 'port' does not exist on type 'Server'.
engine.install(addressName, { inputs: [], start: () => new Server(), output: (it) => it.port });
// @ts-expect-error -- Property 'address' does not exist on type 'Worker'.
engine.install(addressName, { inputs: [], start, output: (it) => it.address });
engine.install(addressName, {
  inputs: [],
  start: () => new Server(),
  // @ts-expect-error -- Type '(proxy: Proxy) => string' is not assignable to type '((worker: Server) => string) & object'.
  output: (proxy: Proxy) => proxy.address,
});
// @ts-expect-error -- Type 'number' is not assignable to type 'string'.
engine.install(addressName, { inputs: [], start: () => new Server(), output: () => 80 });

// Asking for inputs

engine.install(resourceName<unknown>("asks"), {
  inputs: [connectionName],
  start: ({ get, find, signal }) => {
    // A consumer may ask for less.
    const caller: ApiCaller = get<ApiCaller>(connectionName);
    const found: Connection | undefined = find(connectionName);
    // @ts-expect-error -- Property 'now' is missing in type 'Connection' but required in type 'Clock'.
    const mistaken: Clock = get(connectionName);
    // @ts-expect-error -- Object is possibly 'undefined'.
    void find(connectionName).close();
    // @ts-expect-error -- Property 'close' is missing in type 'ApiCaller' but required in type 'Connection'.
    get<Connection>(apiName);
    // @ts-expect-error -- Argument of type 'string' is not assignable to parameter of type
    get("connection");
    // @ts-expect-error -- Property 'close' does not exist on type 'ApiCaller'.
    void caller.close();
    // @ts-expect-error -- Cannot assign to 'aborted' because it is a read-only property.
    signal.aborted = true;
    void [found, mistaken];
    return runWorker(async () => undefined);
  },
});

export const declared: Manifold<Clock> = defineManifold({
  inputs: [name("primary"), apiName],
  optional: [name("label")],
  start: ({ get, find }) => {
    const primary: Clock = get(name("primary"));
    const perhaps: string | undefined = find(name("label"));
    const caller: ApiCaller = get(apiName);
    // @ts-expect-error -- Argument of type 'ResourceName<Clock, "replica">' is not assignable to parameter of type
    get(name("replica"));
    // @ts-expect-error -- Argument of type 'ResourceName<Clock, string>' is not assignable to parameter of type
    find(clockName);
    void [primary, perhaps, caller];
    return worker;
  },
  output: () => clock,
});
defineManifold({
  inputs: [],
  start: ({ get }) => {
    // @ts-expect-error -- is not assignable to parameter of type 'never'.
    get(clockName);
    return worker;
  },
});
// @ts-expect-error -- Property 'call' is missing in type 'Clock' but required in type 'ApiCaller'.
export const misdeclared: Manifold<ApiCaller> = defineManifold({
  inputs: [clockName],
  start,
  output: () => clock,
});
// @ts-expect-error -- Type 'string' is not assignable to type 'AnyResourceName'.
defineManifold({ inputs: ["clock"], start });
// @ts-expect-error -- Type 'string' is not assignable to type 'AnyResourceName'.
defineManifold({ inputs: [], optional: ["clock"], start });
export const inputs: readonly AnyResourceName[] = [clockName, name("primary")];

engine.install(clockName, {
  inputs: [name("primary")],
  start: ({ get }) => {
    // @ts-expect-error -- Argument of type 'ResourceName<Clock, "replica">' is not assignable to parameter of type
    get(name("replica"));
    // @ts-expect-error -- Argument of type 'ResourceName<ApiCaller, string>' is not assignable to parameter of type
    get(apiName);
    return worker;
  },
  output: () => clock,
});
void engine.replace(clockName, {
  inputs: [],
  optional: [name("primary")],
  start: ({ find }) => {
    // @ts-expect-error -- Argument of type 'ResourceName<Clock, "replica">' is not assignable to parameter of type
    find(name("replica"));
    return worker;
  },
  output: () => clock,
});

// Workers, engines, errors

// @ts-expect-error -- Property 'wait' is missing in type
export const noWorker: Worker = { kill: () => undefined };
// @ts-expect-error -- Type 'undefined' is not assignable to type 'Promise<void>'.
runWorker(() => undefined);
// @ts-expect-error -- Type 'string' is not assignable to type 'boolean'.
void new Engine({ isFatal: () => "no" });
defineWorker({
  inputs: { label: optional(name("label")) },
  // @ts-expect-error -- 'label' is possibly 'undefined'.
  output: ({ label }) => label.length,
});
// @ts-expect-error -- Type 'string' is not assignable to type 'number'.
void new Engine({ ...config, errorDelay: "3s" });
// @ts-expect-error -- Object literal may only specify known properties, and 'retryDelay' does not exist in type 'EngineConfig'.
void new Engine({ ...config, retryDelay: 5 });
// @ts-expect-error -- Property 'manifold' does not exist on type 'EngineEvent'.
engine.subscribe((event: EngineEvent) => event.manifold);
// @ts-expect-error -- Property 'kill' does not exist on type '{ install:
void accessTo(engine).kill();
// @ts-expect-error -- Type '"give up"' is not assignable to type '"degrade" | "end" | "escalate"'.
export const policy: RestartPolicy = { intensity: { failures: 1, within: 1, next: "give up" } };
// @ts-expect-error -- Type 'RegExp' is not assignable to type
export const byText: RestartPolicy = { when: /no route/ };
export const byClass: RestartPolicy = { when: [MissingError, BounceError, "ECONNRESET"] };
// @ts-expect-error -- Type '"ERR_MISSING"' is not assignable to type '"ERR_SOMETHING"'.
export const code: "ERR_SOMETHING" = new MissingError("a").code;

function apiManifold(): Manifold<ApiCaller> {
  return { inputs: [], start, output: () => connection };
}

type Access = NonNullable<ReturnType<NonNullable<ReturnType<typeof selfManifold>["output"]>>>;
declare function accessTo(host: Engine): Access;

// A start written for fewer names fits where more are offered.
export function startWithClock({ get }: StartContext<typeof clockName>): Worker {
  get(clockName).now();
  return worker;
}

// Changes that touch less

export const renewed: Manifold<Clock> = defineManifold({
  inputs: [clockName],
  start: (): Proxy => ({ ...worker, address: "", target: "" }),
  output: () => clock,
  same: (before, after) => before.now() === after.now(),
  // What `start` returned, and what is declared: no more than that.
  update: (proxy, { get }) => {
    const address: string = proxy.address;
    // @ts-expect-error -- Property 'now' is missing in type 'ApiCaller' but required in type 'Clock'.
    get(apiName);
    return void [address, get(clockName)];
  },
  overlap: true,
});
engine.install(clockName, {
  inputs: [],
  start,
  output: () => clock,
  // @ts-expect-error -- Property 'then' does not exist on type 'Clock'.
  same: (before, after) => before.then(after),
});
export const updatedInShort: Manifold<{ text: string }> = defineWorker({
  inputs: { clock: clockName },
  output: (given) => ({ text: String(given.clock.now()) }),
  same: (before, after) => before.text === after.text,
  update: (given, signal, output) => {
    signal.throwIfAborted();
    output.text = String(given.clock.now());
  },
});
