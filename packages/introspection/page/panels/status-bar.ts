// The head of the page: whose page it is, how all is in one line, and which engine is drawn.
import { byId, html } from "../elements.js";
import type { Store } from "../store.js";
import { clockTime } from "../descriptions.js";
import { type Status, statusOf } from "../status.js";

/** Tells how all is. */
export class StatusBar {
  readonly #store: Store;
  readonly #pill = byId("status");
  readonly #tabs = byId("engines");
  #announced = "";
  #tabsDrawn = "";

  constructor(store: Store) {
    this.#store = store;
  }

  /** Draws it anew. */
  draw(): void {
    const { title, link } = this.#store;
    byId("title").textContent = title;
    document.title = `${title} · Holdfast`;
    document.body.classList.toggle("lost", link === "lost");
    const { text, status } = this.#summary();
    this.#pill.className = `status status-${status}`;
    if (text !== this.#announced) {
      this.#announced = text;
      byId("status-text").textContent = text;
    }
    this.#drawTabs();
  }

  #summary(): { text: string; status: Status } {
    const { lostAt, connection } = this.#store;
    if (lostAt !== undefined) {
      const since = clockTime(this.#store.dateOf(lostAt));
      return { text: `no answer since ${since}; all below is from then`, status: "resting" };
    }
    const summary = this.#summaryOfWorkers();
    // The connection's panel stands beside it: the two must not differ.
    if (connection === undefined || connection.state === "connected") return summary;
    if (summary.status !== "running") return summary;
    const status = connection.state === "down" ? "retrying" : "starting";
    return { text: `${connection.state}, ${summary.text}`, status };
  }

  #summaryOfWorkers(): { text: string; status: Status } {
    const { engine } = this.#store;
    const nodes = [...(engine?.nodes.values() ?? [])];
    if (engine === undefined || nodes.length === 0)
      return { text: "waiting for an engine", status: "resting" };
    if (engine.state !== "started")
      return { text: `the engine is ${engine.state}`, status: "stopping" };
    const is = (status: Status): number => nodes.filter((node) => statusOf(node) === status).length;
    const up = is("running") + is("degraded");
    if (is("given-up") > 0)
      return { text: `${is("given-up")} of ${nodes.length} given up`, status: "given-up" };
    if (is("retrying") > 0)
      return { text: `${is("retrying")} of ${nodes.length} retrying`, status: "retrying" };
    if (is("stopping") + is("starting") > 0)
      return { text: `${up} of ${nodes.length} running, settling`, status: "starting" };
    if (is("degraded") > 0)
      return { text: `${is("degraded")} of ${nodes.length} degraded`, status: "degraded" };
    if (up === nodes.length) return { text: `all ${nodes.length} running`, status: "running" };
    return { text: `${up} of ${nodes.length} running`, status: up === 0 ? "resting" : "running" };
  }

  #drawTabs(): void {
    const { engines, engine } = this.#store;
    const tabs = engines.map((one) => ({
      name: one.name,
      status: worst([...one.nodes.values()].map(statusOf)),
      on: one === engine,
    }));
    const key = JSON.stringify(tabs);
    if (key === this.#tabsDrawn) return;
    this.#tabsDrawn = key;
    this.#tabs.hidden = tabs.length < 2;
    this.#tabs.replaceChildren(
      ...tabs.map(({ name, status, on }) => {
        const tab = html(
          "button",
          {
            type: "button",
            class: `tab status-${status}`,
            "aria-pressed": String(on),
            title: name,
          },
          html("span", { class: "bead", "aria-hidden": "true" }),
          shortened(name),
        );
        tab.addEventListener("click", () => this.#store.chooseEngine(name));
        return tab;
      }),
    );
  }
}

const gravity: readonly Status[] = [
  "given-up",
  "retrying",
  "stopping",
  "starting",
  "degraded",
  "running",
  "resting",
];

function worst(found: readonly Status[]): Status {
  return gravity.find((status) => found.includes(status)) ?? "resting";
}

/** A model's name by the first digits of its UUID. */
function shortened(name: string): string {
  return name.replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, "$1");
}
