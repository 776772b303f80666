// How one of a host's agents is:
//
//   running ──failed──► waiting ──its delay──► running
//      ├── ended, and that is no failure ──► ended
//      └── failed, and starting it again cannot help ──► given up ──reload──► running
/** How one of a host's agents is. */
export type HostedAgentState =
  | { readonly kind: "running" }
  | { readonly kind: "waiting"; readonly error: unknown }
  | { readonly kind: "ended" }
  | { readonly kind: "given up"; readonly error: unknown };

/** Whether an agent does not start again by itself. */
export function isOver({ kind }: HostedAgentState): boolean {
  return kind === "ended" || kind === "given up";
}
