// The link to the agent: how everything looks, then each event as it happens. A link that breaks is
// made again by itself; where the agent was restarted meanwhile, everything is asked for anew.
import type { View } from "../src/routes/view-route.js";
import type { SeenEvent } from "../src/view/seen-event.js";
import type { Store } from "./store.js";

const retryMs = 1000;
const pollMs = 2000;

/** Keeps a store up with the agent that served this page, for as long as the page is open. */
export function goLive(store: Store): void {
  let boot: string | undefined;
  let stream: EventSource | undefined;

  const open = async (): Promise<void> => {
    try {
      const view = await fetchView();
      boot = view.boot;
      store.show(view);
      follow();
    } catch {
      setLink(store, "lost");
      setTimeout(() => void open(), retryMs);
    }
  };

  const follow = (): void => {
    stream?.close();
    stream = new EventSource("events");
    stream.addEventListener("open", () => setLink(store, "live"));
    stream.addEventListener("message", (message: MessageEvent<string>) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server wrote it
      store.take(JSON.parse(message.data) as SeenEvent);
    });
    stream.addEventListener("error", () => setLink(store, "lost"));
  };

  const poll = async (): Promise<void> => {
    try {
      const view = await fetchView();
      if (boot !== undefined && view.boot !== boot) {
        boot = view.boot;
        store.show(view);
        follow();
      } else if (engineNames(view) === store.engines.map(({ name }) => name).join("\n")) {
        store.connections = view.connections;
        store.tell("connection");
      } else {
        store.show(view);
        follow();
      }
    } catch {
      setLink(store, "lost");
    } finally {
      setTimeout(() => void poll(), pollMs);
    }
  };

  void open().then(() => setTimeout(() => void poll(), pollMs));
}

function engineNames(view: View): string {
  return view.engines.map(({ name }) => name).join("\n");
}

function setLink(store: Store, link: Store["link"]): void {
  if (store.link === link) return;
  store.link = link;
  store.tell("link");
}

async function fetchView(): Promise<View> {
  const response = await fetch("view");
  if (!response.ok) throw new Error(`the agent answered with ${response.status}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server wrote it
  return (await response.json()) as View;
}
