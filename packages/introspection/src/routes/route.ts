import { notFound, type Reply } from "./reply.js";

/** What is asked: the path's rest after the route's own, and the query. */
export interface Ask {
  readonly rest: string;
  readonly query: URLSearchParams;
  /** The id of the last event that a returning reader of a stream has seen; empty for a new one. */
  readonly lastEventId: string;
}

/** One page. A `path` that ends with a slash takes whatever follows. */
export interface Route {
  readonly path: string;
  /** What a reader finds here, for the list of pages. */
  readonly what: string;
  answer(ask: Ask): Reply | Promise<Reply>;
}

/** Finds the route of a path. A trailing slash is forgiven, as Juju forgives it for `/metrics/`. */
export function findRoute(
  routes: readonly Route[],
  pathname: string,
): { route: Route; rest: string } | undefined {
  for (const route of routes) {
    if (route.path !== "/" && route.path.endsWith("/")) {
      if (pathname.startsWith(route.path))
        return { route, rest: pathname.slice(route.path.length) };
    } else if (pathname === route.path || pathname === `${route.path}/`) {
      return { route, rest: "" };
    }
  }
  return undefined;
}

/** What is answered where no route fits: the pages that there are. */
export function listRoutes(routes: readonly Route[], pathname: string): Reply {
  const width = Math.max(...routes.map(({ path }) => path.length));
  const lines = routes.map(({ path, what }) => `  ${path.padEnd(width)}  ${what}`);
  return notFound(`no page ${pathname}; there are:\n${lines.join("\n")}`);
}
