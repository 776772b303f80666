// The live page: an agent's manifolds as they are, as they move, and why.
import { Controls } from "./graph/controls.js";
import { GraphView } from "./graph/graph-view.js";
import { goLive } from "./live.js";
import { BouncePanel } from "./panels/bounce-panel.js";
import { ConnectionPanel } from "./panels/connection-panel.js";
import { NodePanel } from "./panels/node-panel.js";
import { StatusBar } from "./panels/status-bar.js";
import { type Change, Store } from "./store.js";
import { followTheme } from "./theme.js";
import { Timeline } from "./timeline/timeline.js";

const store = new Store();
const graph = new GraphView(store);
const controls = new Controls(store, graph);
const status = new StatusBar(store);
const connection = new ConnectionPanel(store);
const bounces = new BouncePanel(store);
const timeline = new Timeline(store, (name) => graph.depthOf(name));
const node = new NodePanel(store, (name) => {
  store.choose(name);
  graph.focus(name);
});

const painters: Readonly<Record<Change, () => void>> = {
  shape: () => graph.shape(),
  state: () => {
    graph.state();
    controls.state();
    status.draw();
    bounces.draw();
    node.draw();
    timeline.draw();
  },
  choice: () => {
    graph.choice();
    node.choice();
    if (store.chosen !== undefined) graph.reveal(store.chosen);
    timeline.draw();
  },
  connection: () => connection.draw(),
  link: () => {
    status.draw();
    connection.draw();
  },
};

// However much happens, each is painted once a frame.
const order: readonly Change[] = ["link", "shape", "state", "choice", "connection"];
const dirty = new Set<Change>();
store.onChange((change) => {
  if (dirty.size === 0) requestAnimationFrame(paint);
  dirty.add(change);
});

function paint(): void {
  const changes = order.filter((change) => dirty.has(change));
  dirty.clear();
  for (const change of changes) painters[change]();
  // A new card must show its condition too.
  if (changes.includes("shape") && !changes.includes("state")) painters.state();
}

// Durations grow although nothing happens.
setInterval(() => {
  for (const change of ["state", "connection"] as const) store.tell(change);
}, 1000);

let resized: ReturnType<typeof setTimeout> | undefined;
window.addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    graph.arrange();
    timeline.draw();
  }, 120);
});

followTheme(() => timeline.draw());
goLive(store);
