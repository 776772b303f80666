import type { Agent } from "../state/agent.js";
import type { StoreView } from "../state/store.js";

/** Agents read at once: some milliseconds of them. */
const PAGE = 200;

/** A model's agents by tag, a page at a time: machines come before units. */
export function* agentPages(
  { agents }: Pick<StoreView, "agents">,
  model: string,
): Generator<readonly Agent[]> {
  let after = "";
  let page: readonly Agent[];
  do {
    page = agents.page(model, after, PAGE);
    yield page;
    after = page.at(-1)?.tag ?? after;
  } while (page.length === PAGE);
}
