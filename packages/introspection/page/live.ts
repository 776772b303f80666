// The link to the agent: one stream, which tells how everything looks and then what changes. The browser
// makes it again where it breaks; where the agent was restarted meanwhile, everything is drawn anew.
import type { LiveView } from "../src/routes/live-route.js";
import type { ConnectionFacts } from "../src/sources.js";
import type { SeenEvent } from "../src/view/seen-event.js";
import type { Store } from "./store.js";

const retryMs = 1000;

/** After so long without a word, ms, an agent is gone, or hangs: it gives a sign of life every 5 s. */
const silenceMs = 15_000;

/** Keeps a store up with the agent that served this page, for as long as the page is open. */
export function goLive(store: Store): void {
  const stream = new EventSource("live");
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => store.setLink("lost"), silenceMs);
    store.setLink("live");
  };
  stream.addEventListener("alive", heard);
  // oxlint-disable typescript/no-unsafe-type-assertion -- our own server wrote what is parsed here
  stream.addEventListener("view", ({ data }: MessageEvent<string>) => {
    store.show(JSON.parse(data) as LiveView);
    heard();
  });
  stream.addEventListener("message", ({ data }: MessageEvent<string>) => {
    store.take(JSON.parse(data) as SeenEvent);
    heard();
  });
  stream.addEventListener("connections", ({ data }: MessageEvent<string>) =>
    store.setConnections(JSON.parse(data) as Readonly<Record<string, ConnectionFacts>>),
  );
  // oxlint-enable typescript/no-unsafe-type-assertion
  stream.addEventListener("error", () => {
    clearTimeout(silence);
    store.setLink("lost");
    // A browser gives up where the answer was no stream, as that of a proxy in between may be.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => goLive(store), retryMs);
  });
}
