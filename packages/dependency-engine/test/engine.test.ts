import { expect, test } from "vitest";
import {
  BounceError,
  Engine,
  type EngineConfig,
  MissingError,
  resourceName,
  runWorker,
  selfManifold,
  UninstallError,
} from "../src/index.js";

const config: EngineConfig = {
  isFatal: () => false,
  worstError: (first) => first,
  errorDelay: 0,
  bounceDelay: 0,
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await turn();
};

function forever(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

test("dependents start after what they need, and stop before it", async () => {
  const engine = new Engine(config);
  const log: string[] = [];
  const a = resourceName<string>("a");
  const b = resourceName<string>("b");
  const add = (name: typeof a, inputs: (typeof a)[]): void =>
    engine.install(name, {
      inputs,
      start({ get }) {
        log.push(`start ${name}(${inputs.map((input) => get(input)).join()})`);
        return runWorker(async (signal) => {
          await forever(signal);
          log.push(`stop ${name}`);
        });
      },
      output: () => `<${name}>`,
    });
  add(b, [a]);
  add(a, []);
  await turns();
  expect(log).toEqual(["start a()", "start b(<a>)"]);
  engine.kill();
  await engine.wait();
  expect(log.slice(2)).toEqual(["stop b", "stop a"]);
});

test("a bounce restarts the worker and its dependents once", async () => {
  const engine = new Engine(config);
  const a = resourceName<number>("a");
  const b = resourceName<number>("b");
  const c = resourceName<number>("c");
  let bounce: (error: unknown) => void = () => undefined;
  const seen: number[] = [];
  let n = 0;
  engine.install(a, {
    inputs: [],
    start: () => {
      n += 1;
      const broken = Promise.withResolvers<void>();
      bounce = broken.reject;
      return runWorker((signal) => Promise.race([broken.promise, forever(signal)]));
    },
    output: () => n,
  });
  engine.install(b, {
    inputs: [a],
    start: ({ get }) => {
      get(a);
      return runWorker(forever);
    },
    output: () => n,
  });
  engine.install(c, {
    inputs: [a, b],
    start: ({ get }) => {
      seen.push(get(a) * 10 + get(b));
      return runWorker(forever);
    },
  });
  await turns();
  bounce(new Error("wrapped", { cause: new BounceError() }));
  await turns();
  expect(seen).toEqual([11, 22]);
  engine.kill();
  await engine.wait();
  expect(engine.report().state).toBe("stopped");
});

test("missing, uninstall, fatal and self", async () => {
  const fatal = new Error("fatal");
  const engine = new Engine({ ...config, isFatal: (error) => error === fatal });
  const self = resourceName<Pick<Engine, "install" | "report">>("engine");
  engine.install(self, selfManifold(engine));
  const late = resourceName<string>("late");
  const got: (string | undefined)[] = [];
  engine.install(resourceName("copes"), {
    inputs: [late],
    start({ get }) {
      try {
        got.push(get(late));
      } catch (error) {
        if (!(error instanceof MissingError)) throw error;
        got.push(undefined);
      }
      return runWorker(forever);
    },
  });
  engine.install(resourceName("gone"), {
    inputs: [],
    start: () => Promise.reject(new AggregateError([new UninstallError()])),
  });
  await turns();
  engine.install(resourceName("installer"), {
    inputs: [self],
    start({ get }) {
      get(self).install(late, { inputs: [], start: () => runWorker(forever), output: () => "x" });
      return runWorker(forever);
    },
  });
  await turns();
  expect(got).toEqual([undefined, "x"]);
  expect(Object.keys(engine.report().manifolds)).toEqual(["engine", "copes", "late", "installer"]);
  engine.install(resourceName("bad"), { inputs: [], start: () => Promise.reject(fatal) });
  await expect(engine.wait()).rejects.toBe(fatal);
});

test("a cycle is refused and names the path", () => {
  const engine = new Engine(config);
  const [a, b, c] = [resourceName("a"), resourceName("b"), resourceName("c")];
  const start = (): ReturnType<typeof runWorker> => runWorker(forever);
  engine.install(a, { inputs: [b], start });
  engine.install(b, { inputs: [c], start });
  expect(() => engine.install(c, { inputs: [a], start })).toThrow("c -> a -> b -> c");
  engine.kill();
});
