// What any JavaScript runtime must show: a graph that starts, mends, explains itself and stops, with
// the clock that the runtime itself has. Only the language and console are used. Prints one line.
// @boundaries-ignore it is copied to where the packed engine is installed, and runs there
import { BounceError, Engine, resourceName, runWorker } from "@holdfast/dependency-engine";

function same(what, seen, wanted) {
  if (JSON.stringify(seen) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
}

const engine = new Engine({
  isFatal: () => false,
  worstError: (error) => error,
  errorDelay: 5,
  bounceDelay: 1,
  stopDeadline: 50,
});
const events = [];
engine.subscribe(({ kind, manifold }) => events.push(`${kind} ${manifold ?? ""}`));

const starts = { root: 0, leaf: 0, deaf: 0 };
const [root, leaf, deaf] = Object.keys(starts).map((name) => resourceName(name));
let bounce;
const untilKilled = (signal) =>
  new Promise((resolve, reject) => {
    bounce = () => reject(new BounceError());
    signal.addEventListener("abort", resolve, { once: true });
  });
engine.install(leaf, {
  inputs: [root],
  start: ({ get }) => {
    same("what the leaf gets", get(root), `root#${starts.root}`);
    starts.leaf += 1;
    return runWorker((signal) => new Promise((done) => signal.addEventListener("abort", done)));
  },
});
engine.install(deaf, {
  inputs: [],
  start: async () => {
    starts.deaf += 1;
    return { kill: () => undefined, wait: () => new Promise(() => undefined) };
  },
});
engine.install(root, {
  inputs: [],
  start: async () => {
    starts.root += 1;
    if (starts.root < 3) throw new Error("not yet");
    return runWorker(untilKilled);
  },
  output: () => `root#${starts.root}`,
});
await engine.settled();
same("starts", starts, { root: 3, leaf: 1, deaf: 1 });
const again = new Promise((resolve) =>
  engine.subscribe(({ kind, manifold }) => kind === "started" && manifold === "leaf" && resolve()),
);
bounce();
await again;
same("starts after a bounce", starts, { root: 4, leaf: 2, deaf: 1 });
same("why the leaf restarted", engine.explain("leaf").root?.manifold, "root");
engine.kill();
await engine.wait();
same("the report", engine.report().state, "stopped");
if (!events.includes("overran deaf")) throw new Error("nobody said that a worker did not stop");
console.log("the engine starts, mends, explains and stops");
