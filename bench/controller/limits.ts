// Every method that is described, with as much in its parameters as one call may have.
import * as facades from "@holdfast/facades";
import { type Shape, shapeOf } from "@holdfast/facades/testing";

/** One call. */
export interface Call {
  readonly facade: string;
  readonly version: number;
  readonly method: string;
  readonly params: unknown;
}

/** What a text is about, by its member's name. */
export type Texts = Readonly<Record<string, string>>;

/** Things in one call. */
const BULK = 100;
/** The same of a list within such a thing. */
const WITHIN = 4;

/** Not asked here: what ends who asks, what waits for news, and what hashes a password for each thing. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "Admin.Login",
  "Admin.RedirectInfo",
  "Pinger.Stop",
  "Singular.Wait",
  "UserManager.AddUser",
  "UserManager.SetPassword",
]);

function filled(shape: Shape, name: string, texts: Texts, items: number): unknown {
  switch (shape.kind) {
    case "text":
      return texts[name] ?? "x";
    case "integer":
      return 1;
    case "flag":
      return true;
    case "anything":
      return "x";
    case "list":
      return Array.from({ length: items }, () => filled(shape.item, name, texts, WITHIN));
    case "map":
      return { name: filled(shape.value, name, texts, WITHIN) };
    case "message":
      return Object.fromEntries(
        [...shape.members].map(([key, one]) => [key, filled(one.shape, key, texts, items)]),
      );
  }
}

/** All of them, with these texts. */
export function callsAtLimits(texts: Texts): Call[] {
  const described = Object.values(facades).filter(
    (one): one is typeof facades.Agent => typeof one === "object" && "methods" in one,
  );
  return described.flatMap(({ name, version, methods }) =>
    Object.entries(methods).flatMap(([method, { params }]): Call[] => {
      if (LEFT_OUT.has(`${name}.${method}`) || method === "Next") return [];
      return [{ facade: name, version, method, params: filled(shapeOf(params), "", texts, BULK) }];
    }),
  );
}
