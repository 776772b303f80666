// The last minutes at a glance: a ribbon for each manifold that moved lately, a mark for each
// bounce. Drawn on a canvas, since it moves all the time; what it tells is also in the list of
// bounces and in each history, as text.
import { byId, html } from "../elements.js";
import type { Store } from "../store.js";

import { because, clockTime, isHarm } from "../descriptions.js";
import { Ribbons } from "./ribbons.js";

const rowHeight = 20;
const axisHeight = 24;
const spans: readonly (readonly [string, number])[] = [
  ["2 min", 120_000],
  ["15 min", 900_000],
  ["2 h", 7_200_000],
];
const ticks = [1000, 5000, 15_000, 30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000];

/** Draws the timeline of the drawn engine. */
export class Timeline {
  readonly #store: Store;
  readonly #canvas: HTMLCanvasElement;
  readonly #tip: HTMLElement;
  readonly #depthOf: (name: string) => number;
  #ribbons = new Ribbons();
  #engine: string | undefined;
  #taken = 0;
  #span = spans[0]?.[1] ?? 120_000;
  #rows: string[] = [];

  /** @param depthOf - how deep a manifold lies in the picture */
  constructor(store: Store, depthOf: (name: string) => number) {
    this.#store = store;
    this.#depthOf = depthOf;
    this.#canvas = html("canvas", {
      role: "img",
      "aria-label": "what moved lately; the list of bounces tells the same",
    });
    this.#tip = html("div", { class: "tip", hidden: true });
    byId("timeline-canvas").append(this.#canvas, this.#tip);
    this.#makeSpans();
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => (this.#tip.hidden = true));
    this.#canvas.addEventListener("click", (event) => {
      const name = this.#rows[Math.floor((event.offsetY - axisHeight) / rowHeight)];
      if (name !== undefined && store.engine?.nodes.has(name) === true) store.choose(name);
    });
  }

  /** Draws it as it is now. */
  draw(): void {
    this.#catchUp();
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio;
    this.#canvas.width = width * ratio;
    this.#canvas.height = height * ratio;
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.scale(ratio, ratio);
    const style = getComputedStyle(this.#canvas);
    const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const { now } = this.#store;
    const label = Math.min(190, width * 0.34);
    const x = (at: number): number => width - 12 - ((now - at) / this.#span) * (width - label - 12);
    const rows = Math.max(1, Math.floor((height - axisHeight) / rowHeight));
    const ribbons = this.#ribbons.latest(rows, this.#depthOf, this.#store.chosen);
    this.#rows = ribbons.map(({ name }) => name);

    context.font = `11px ${style.fontFamily}`;
    context.textBaseline = "middle";
    this.#drawAxis(context, { x, label, width, height, now, color });
    for (const [row, { name, stretches }] of ribbons.entries()) {
      const y = axisHeight + row * rowHeight;
      context.fillStyle = name === this.#store.chosen ? color("ink") : color("quiet");
      context.textAlign = "right";
      context.fillText(cut(context, name, label - 16), label - 10, y + rowHeight / 2);
      for (const [index, { status, from }] of stretches.entries()) {
        const end = stretches[index + 1]?.from ?? now;
        if (end < now - this.#span) continue;
        const left = Math.max(label, x(from));
        context.fillStyle = color(status);
        context.globalAlpha = status === "running" ? 0.55 : status === "resting" ? 0.4 : 1;
        roundRect(context, left, y + 4, Math.max(2, x(end) - left), rowHeight - 8);
        context.globalAlpha = 1;
      }
    }
    this.#drawWaves(context, { x, label, height, color });
  }

  #drawAxis(
    context: CanvasRenderingContext2D,
    at: {
      x: (time: number) => number;
      label: number;
      width: number;
      height: number;
      now: number;
      color: (name: string) => string;
    },
  ): void {
    const step = ticks.find((ms) => ((at.width - at.label) * ms) / this.#span > 80) ?? 7_200_000;
    context.textAlign = "center";
    // Ticks are at whole times of day.
    const date = this.#store.dateOf(at.now);
    const offset = new Date(date).getTimezoneOffset() * 60_000 + at.now - date;
    for (
      let time = Math.ceil((at.now - this.#span - offset) / step) * step + offset;
      time <= at.now;
      time += step
    ) {
      const x = at.x(time);
      if (x < at.label + 20 || x > at.width - 30) continue;
      context.fillStyle = at.color("line");
      context.fillRect(Math.round(x), axisHeight - 4, 1, at.height - axisHeight + 4);
      context.fillStyle = at.color("quiet");
      context.fillText(clockTime(this.#store.dateOf(time)), x, 11);
    }
  }

  #drawWaves(
    context: CanvasRenderingContext2D,
    at: {
      x: (time: number) => number;
      label: number;
      height: number;
      color: (name: string) => string;
    },
  ): void {
    for (const wave of this.#store.engine?.waves ?? []) {
      const x = at.x(wave.began);
      if (x < at.label) continue;
      context.fillStyle = at.color(isHarm(wave) ? "retrying" : "starting");
      context.globalAlpha = 0.35;
      context.fillRect(x, axisHeight - 2, 1, at.height - axisHeight);
      context.globalAlpha = 1;
      context.beginPath();
      context.arc(x + 0.5, axisHeight - 3, 3, 0, Math.PI * 2);
      context.fill();
    }
  }

  #catchUp(): void {
    const { engine, events } = this.#store;
    const first = events[0]?.id ?? 0;
    if (engine?.name !== this.#engine || (events.at(-1)?.id ?? 0) < this.#taken || first === 0) {
      this.#engine = engine?.name;
      this.#ribbons = new Ribbons();
      this.#taken = 0;
    }
    const start = events.findLastIndex(({ id }) => id <= this.#taken) + 1;
    for (const event of events.slice(start)) {
      this.#taken = event.id;
      if (event.engine === this.#engine) this.#ribbons.take(event);
    }
    byId("timeline-more").textContent =
      this.#ribbons.size > this.#rows.length
        ? `${this.#rows.length} of ${this.#ribbons.size}, those that moved last`
        : "";
  }

  #point(event: PointerEvent): void {
    const { clientWidth: width } = this.#canvas;
    const label = Math.min(190, width * 0.34);
    const at = this.#store.now - ((width - 12 - event.offsetX) / (width - label - 12)) * this.#span;
    const reach = (this.#span / (width - label)) * 6;
    const wave = this.#store.engine?.waves.find(({ began }) => Math.abs(began - at) < reach);
    this.#tip.hidden = wave === undefined;
    if (wave === undefined) return;
    this.#tip.textContent = `${clockTime(this.#store.dateOf(wave.began))} ${because(wave.because)}`;
    this.#tip.style.left = `${Math.min(event.offsetX, width - 260)}px`;
  }

  #makeSpans(): void {
    const buttons = spans.map(([name, ms]) => {
      const button = html(
        "button",
        { type: "button", "aria-pressed": String(ms === this.#span) },
        name,
      );
      button.addEventListener("click", () => {
        this.#span = ms;
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        this.draw();
      });
      return button;
    });
    byId("timeline-spans").append(...buttons);
  }
}

function roundRect(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(4, width / 2));
  context.fill();
}

function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let kept = text.length - 1;
  while (kept > 3 && context.measureText(`${text.slice(0, kept)}…`).width > room) kept--;
  return `${text.slice(0, kept)}…`;
}
