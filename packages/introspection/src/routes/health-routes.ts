import type { Sources, Verdict } from "../sources.js";
import { type Reply, text } from "./reply.js";
import type { Route } from "./route.js";

/** `/healthz`: is the process sound? `/readyz`: does it do its work? 200, or 503 and why not. */
export function healthRoutes({ healthy = fine, ready = fine }: Sources): readonly Route[] {
  return [
    { path: "/healthz", what: "200 while the process is sound", answer: () => judge(healthy()) },
    { path: "/readyz", what: "200 while the agent does its work", answer: () => judge(ready()) },
  ];
}

const fine = (): Verdict => ({ ok: true });

function judge(verdict: Verdict): Reply {
  return verdict.ok ? text("ok") : text(verdict.why, 503);
}
