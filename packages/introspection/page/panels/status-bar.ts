// The head of the page: whose page it is, how all is in one line, and which engine is drawn.
import { byId, html } from "../elements.js";
import type { Store } from "../store.js";
import { type Tone, toneOf } from "../tone.js";

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
    const { text, tone } = this.#summary();
    this.#pill.className = `status tone-${tone}`;
    if (text !== this.#announced) {
      this.#announced = text;
      byId("status-text").textContent = text;
    }
    this.#drawTabs();
  }

  #summary(): { text: string; tone: Tone } {
    const { link, engine } = this.#store;
    if (link === "lost")
      return { text: "the agent does not answer; trying again", tone: "failing" };
    const nodes = [...(engine?.nodes.values() ?? [])];
    if (engine === undefined || nodes.length === 0)
      return { text: "waiting for an engine", tone: "idle" };
    if (engine.state !== "started")
      return { text: `the engine is ${engine.state}`, tone: "leaving" };
    const is = (tone: Tone): number => nodes.filter((node) => toneOf(node) === tone).length;
    const up = is("up");
    if (is("broken") > 0)
      return { text: `${is("broken")} of ${nodes.length} given up`, tone: "broken" };
    if (is("failing") > 0)
      return { text: `${is("failing")} of ${nodes.length} retrying`, tone: "failing" };
    if (is("leaving") + is("moving") > 0)
      return { text: `${up} of ${nodes.length} running, settling`, tone: "moving" };
    if (up === nodes.length) return { text: `all ${nodes.length} running`, tone: "up" };
    return { text: `${up} of ${nodes.length} running`, tone: up === 0 ? "idle" : "up" };
  }

  #drawTabs(): void {
    const { engines, engine } = this.#store;
    const tabs = engines.map((one) => ({
      name: one.name,
      tone: worst([...one.nodes.values()].map(toneOf)),
      on: one === engine,
    }));
    const key = JSON.stringify(tabs);
    if (key === this.#tabsDrawn) return;
    this.#tabsDrawn = key;
    this.#tabs.hidden = tabs.length < 2;
    this.#tabs.replaceChildren(
      ...tabs.map(({ name, tone, on }) => {
        const tab = html(
          "button",
          { type: "button", class: `tab tone-${tone}`, "aria-pressed": String(on), title: name },
          html("span", { class: "bead", "aria-hidden": "true" }),
          shortened(name),
        );
        tab.addEventListener("click", () => this.#store.chooseEngine(name));
        return tab;
      }),
    );
  }
}

const gravity: readonly Tone[] = ["broken", "failing", "leaving", "moving", "up", "idle"];

function worst(found: readonly Tone[]): Tone {
  return gravity.find((tone) => found.includes(tone)) ?? "idle";
}

/** A model's name by the first digits of its UUID. */
function shortened(name: string): string {
  return name.replace(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, "$1");
}
