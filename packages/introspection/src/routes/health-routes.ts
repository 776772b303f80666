import type { Sources, HealthStatus } from "../sources.js";
import { type Reply, text } from "./reply.js";
import type { Route } from "./route.js";

/** `/healthz`: is the process sound? `/readyz`: does it do its work? 200, or 503 and why not. */
export function healthRoutes({ healthy = fine, ready = fine }: Sources): readonly Route[] {
  return [
    {
      path: "/healthz",
      what: "200 while the process is sound",
      answer: () => healthReply(healthy()),
    },
    {
      path: "/readyz",
      what: "200 while the agent does its work",
      answer: () => healthReply(ready()),
    },
  ];
}

const fine = (): HealthStatus => ({ ok: true });

function healthReply(status: HealthStatus): Reply {
  return status.ok ? text("ok") : text(status.why, 503);
}
