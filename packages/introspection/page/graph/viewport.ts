// Which part of the picture is seen: dragged, wheeled, pinched, by keys, or fitted as a whole. The
// picture is moved by one transform of one group, so that nothing is laid out again.
import type { Point, Size } from "../layout/geometry.js";
import { fitScale } from "../layout/plan.js";

const least = 0.08;
const most = 2.5;
/** Room that is kept free, in px: at the bottom for what lies there. */
const margin = { side: 26, top: 24, bottom: 60 };

/** The part of the picture that is seen. */
export class Viewport {
  #scale = 1;
  #x = 0;
  #y = 0;
  #picture: Size = { width: 0, height: 0 };
  /** Whether the whole is shown, and stays shown when window or picture change. */
  #fitted = true;
  readonly #window: SVGSVGElement;
  readonly #moved: (scale: number, smooth: boolean) => void;
  readonly #stage: SVGGElement;

  /** @param moved - told the scale after each change, and whether it should glide there */
  constructor(
    window_: SVGSVGElement,
    stage: SVGGElement,
    moved: (scale: number, smooth: boolean) => void,
  ) {
    this.#window = window_;
    this.#stage = stage;
    this.#moved = moved;
    this.#listen();
    new ResizeObserver(() => this.#fitted && this.fit(false)).observe(window_);
  }

  get scale(): number {
    return this.#scale;
  }

  /** The room there is for a picture. */
  get room(): Size {
    const { width, height } = this.#window.getBoundingClientRect();
    return {
      width: Math.max(80, width - 2 * margin.side),
      height: Math.max(80, height - margin.top - margin.bottom),
    };
  }

  /** Shows another picture; as a whole, if the last one was. */
  show(picture: Size): void {
    this.#picture = picture;
    if (this.#fitted) this.fit(true);
  }

  /** Shows the whole picture. */
  fit(smooth = true): void {
    const { width, height } = this.room;
    const scale = Math.max(least, fitScale(this.#picture, this.room));
    this.#fitted = true;
    this.#set(
      scale,
      margin.side + (width - this.#picture.width * scale) / 2,
      margin.top + (height - this.#picture.height * scale) / 2,
      smooth,
    );
  }

  /** Zooms about a point of the window, its middle by default. */
  zoom(factor: number, about?: Point, smooth = true): void {
    const { width, height } = this.#window.getBoundingClientRect();
    const { x, y } = about ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(most, Math.max(least, this.#scale * factor));
    const grown = scale / this.#scale;
    this.#fitted = false;
    this.#set(scale, x - (x - this.#x) * grown, y - (y - this.#y) * grown, smooth);
  }

  /**
   * Moves just so far that a place of the picture is well inside the window, and readable.
   * @param hidden - how many px of the window's bottom are covered
   */
  reveal(place: Point, card: Size, hidden = 0): void {
    const { width, height } = this.#window.getBoundingClientRect();
    const seen = { width, height: Math.max(card.height * 2, height - hidden) };
    const scale = Math.max(this.#scale, 0.75);
    const kept = scale === this.#scale;
    const x = kept ? this.#x : seen.width / 2 - place.x * scale;
    const y = kept ? this.#y : seen.height / 2 - place.y * scale;
    const dx = inside(place.x * scale + x, (card.width * scale) / 2 + 20, seen.width);
    const dy = inside(place.y * scale + y, (card.height * scale) / 2 + 20, seen.height);
    if (dx === 0 && dy === 0 && kept) return;
    this.#fitted = false;
    this.#set(scale, x + dx, y + dy, true);
  }

  #set(scale: number, x: number, y: number, smooth: boolean): void {
    this.#scale = scale;
    this.#x = x;
    this.#y = y;
    this.#stage.classList.toggle("gliding", smooth);
    this.#stage.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.#moved(scale, smooth);
  }

  #listen(): void {
    const pointers = new Map<number, Point>();
    const at = (event: PointerEvent | WheelEvent): Point => {
      const { left, top } = this.#window.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    this.#window.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), at(event), false);
      },
      { passive: false },
    );
    this.#window.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, at(event));
    });
    window.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = at(event);
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other === undefined) this.#drag(before, now, event);
      else this.#pinch(before, now, other);
      if (other !== undefined || this.#window.hasPointerCapture(event.pointerId)) {
        pointers.set(event.pointerId, now);
      }
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      window.addEventListener(end, (event) => pointers.delete(event.pointerId));
    }
  }

  #drag(before: Point, now: Point, event: PointerEvent): void {
    const captured = this.#window.hasPointerCapture(event.pointerId);
    // A few px are a click's own trembling.
    if (!captured && Math.hypot(now.x - before.x, now.y - before.y) < 5) return;
    if (!captured) this.#window.setPointerCapture(event.pointerId);
    this.#fitted = false;
    this.#set(this.#scale, this.#x + now.x - before.x, this.#y + now.y - before.y, false);
  }

  #pinch(before: Point, now: Point, other: Point): void {
    const grown = distance(now, other) / Math.max(1, distance(before, other));
    this.zoom(grown, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, false);
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** How far a place must move to be inside a room, this far from its walls. */
function inside(at: number, wall: number, room: number): number {
  return Math.min(Math.max(wall, room - wall), Math.max(wall, at)) - at;
}
