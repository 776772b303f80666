import type { View } from "../view/view.js";
import { json } from "./reply.js";
import type { Route } from "./route.js";

/** `/view`: what the page draws, once. */
export function viewRoute(view: () => View): Route {
  return { path: "/view", what: "what the live page draws, as JSON", answer: () => json(view()) };
}
