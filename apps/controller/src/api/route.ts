import { isUuid } from "@holdfast/names";

/** What a path asks for. */
export type Route =
  /** The API of one model. */
  | { readonly kind: "model"; readonly model: string }
  /** The controller's own API; `old` where the path is `/`, where login version 1 is served, too. */
  | { readonly kind: "controller"; readonly old: boolean }
  /** Where a model's agents send their logs. */
  | { readonly kind: "logsink"; readonly model: string }
  /** Where people follow a model's log. */
  | { readonly kind: "log"; readonly model: string }
  | { readonly kind: "health" }
  | { readonly kind: "bad model"; readonly given: string }
  | { readonly kind: "none" };

const MODEL_PATH = /^\/model\/(?<model>[^/]*)(?<endpoint>\/.*)$/u;

/** What a model has, by the end of its path. */
const ENDPOINTS: Readonly<Partial<Record<string, "model" | "logsink" | "log">>> = {
  "/api": "model",
  "/logsink": "logsink",
  "/log": "log",
};

/** Reads the path of a request, without its query. */
export function routeOf(path: string): Route {
  if (path === "/health") return { kind: "health" };
  if (path === "/api") return { kind: "controller", old: false };
  if (path === "/") return { kind: "controller", old: true };
  const { model, endpoint } = MODEL_PATH.exec(path)?.groups ?? {};
  const kind = ENDPOINTS[endpoint ?? ""];
  if (model === undefined || kind === undefined) return { kind: "none" };
  return isUuid(model) ? { kind, model } : { kind: "bad model", given: model };
}
