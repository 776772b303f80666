// What the page says, for people: durations, what a manifold is up to, what happened to it.
import type { BecauseView, NodeView } from "../src/view/node-view.js";
import type { Wave } from "../src/view/engine-view.js";
import type { SeenEvent } from "../src/view/seen-event.js";

/** A span of time for people: `640 ms`, `12 s`, `4 min`, `3 h 20 min`, `12 d`. */
export function span(ms: number): string {
  const clipped = Math.max(0, ms);
  if (clipped < 1000) return `${Math.round(clipped)} ms`;
  const seconds = clipped / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** A span in whole seconds, for what is redrawn each second. */
export function calmSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : span(seconds * 1000);
}

/** The time of day. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour12: false });
}

/** What a manifold is up to, in two or three words. */
export function condition(node: NodeView, now: number): string {
  switch (node.phase) {
    case "started": {
      if (node.degraded !== undefined) return "running, degraded";
      const up = now - node.since;
      return up < 1000 ? "running" : `running ${calmSpan(up)}`;
    }
    case "outdated":
      return node.retryAt === undefined ? "running, to be renewed" : "running, next one failed";
    case "updating":
      return "running, taking new inputs";
    case "starting":
      return now - node.since < 2000 ? "starting" : `starting for ${calmSpan(now - node.since)}`;
    case "draining":
      return "about to stop";
    case "aborting":
    case "stopping":
      return now - node.since < 2000 ? "stopping" : `stopping for ${calmSpan(now - node.since)}`;
    case "waiting":
      if (node.retryAt === undefined) return "waiting";
      return node.retryAt - now < 1000
        ? "trying again"
        : `again in ${calmSpan(node.retryAt - now)}`;
    case "resting":
      return rests[node.rest ?? ""] ?? "resting";
  }
}

const rests: Readonly<Record<string, string>> = {
  missing: "needs an input",
  finished: "finished",
  degraded: "given up",
  held: "held",
  engine: "engine stopped",
};

/** Whether a wave of change took something away; one that only brought something back is a recovery. */
export function isHarm(wave: Wave): boolean {
  const tookAway = wave.ended ?? 0;
  const broughtBack = wave.started ?? 0;
  return wave.because.error !== undefined && (tookAway > 0 || broughtBack === 0);
}

/** What set something moving: `api-caller failed: connection lost`. */
export function because({ manifold, what, error }: BecauseView): string {
  return `${manifold} ${triggers[what] ?? what}${error === undefined ? "" : `: ${error.message}`}`;
}

const triggers: Readonly<Record<string, string>> = {
  installed: "was installed",
  replaced: "was replaced",
  removed: "was removed",
  bounced: "was bounced",
  held: "was held",
  released: "was released",
  "input came": "got an input",
  "input went": "lost an input",
  "input changed": "got another output of an input",
  updated: "got new inputs while it ran",
  "update failed": "could not take new inputs while it ran",
  "missed an input": "missed an input",
  "dependent escalated": "was restarted for a dependent",
  "start overran": "took too long to start",
};

/** What happened to a manifold, for its history; undefined for what goes without saying. */
export function happening(event: SeenEvent): string | undefined {
  switch (event.kind) {
    case "installed":
      return event.inputs.length === 0
        ? "installed"
        : `installed, needing ${event.inputs.join(", ")}`;
    case "replaced":
      return "replaced by another manifold";
    case "removed":
      return "removed";
    case "starting": {
      const without = event.without.length === 0 ? "" : ` without ${event.without.join(", ")}`;
      return `starting${without}, because ${because(event.because)}`;
    }
    case "started":
      return `running, for the ${ordinal(event.count)} time; its start took ${span(event.took)}`;
    case "degraded":
      return `degraded: ${event.reason}`;
    case "recovered":
      return "as it should be again";
    case "outdated":
      return event.by === "update"
        ? `has new inputs to take, because ${because(event.because)}`
        : `runs on until its next worker is up, because ${because(event.because)}`;
    case "updating":
      return "takes its new inputs, and runs on";
    case "updated":
      return `took its new inputs in ${span(event.took)}, and ran on`;
    case "update failed":
      return `could not take its new inputs while it ran: ${event.error.message}`;
    case "kept":
      return event.dependents.length === 0
        ? "its new output is the same"
        : `its new output is the same, so ${event.dependents.join(", ")} ran on`;
    case "same failed":
      return `could not compare its outputs: ${event.error.message}`;
    case "superseded":
      return "its last worker is told to stop: all use the next one";
    case "last ended":
      return `its last worker ended after ${span(event.ran)}`;
    case "draining":
    case "aborting":
      return `has to stop, because ${because(event.because)}`;
    case "stopping":
      return "told to stop";
    case "ended":
      return ended(event);
    case "retrying":
      return `will be tried again in ${span(event.delay)}`;
    case "resting":
      return rests[event.why] ?? event.why;
    case "overran":
      return `its ${event.what} took longer than ${span(event.deadline)}`;
    case "ended late":
      return "ended after all, after it had been given up";
    case "kill failed":
      return `could not be told to stop: ${event.error.message}`;
    case "escalated":
      return `failed too often, so ${event.to.join(", ")} must restart`;
    case "fatal":
      return `ended the engine: ${event.error.message}`;
    default:
      return undefined;
  }
}

function ended(event: Extract<SeenEvent, { kind: "ended" }>): string {
  const ran = event.ran === undefined ? "" : ` after ${span(event.ran)}`;
  switch (event.outcome) {
    case "finished":
      return event.asked ? `stopped${ran}` : `finished${ran}`;
    case "missing":
      return "did not start: an input is missing";
    case "bounce":
      return `asked for a restart${ran}`;
    case "uninstall":
      return `uninstalled itself${ran}`;
    case "failed":
      return `failed${ran}: ${event.error?.message ?? "no reason given"}`;
  }
}

/** `1st`, `2nd`, `23rd`. */
export function ordinal(count: number): string {
  const tens = count % 100;
  const suffix = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${suffix}`;
}
