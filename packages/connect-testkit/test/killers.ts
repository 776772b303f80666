// For each scenario, a broken strategy that it must find out.
import type { brokenCredentials } from "./broken/credentials.js";
import type { brokenLogins } from "./broken/login.js";
import type { brokenOwnership } from "./broken/ownership.js";
import type { brokenClassifications } from "./broken/classification.js";

export type BrokenName =
  | keyof typeof brokenCredentials
  | keyof typeof brokenLogins
  | keyof typeof brokenOwnership
  | keyof typeof brokenClassifications
  /** ScaryConnect as it is, which strategies for other people's credentials must not be. */
  | "takes care of the credentials";

const fault: Record<string, BrokenName> = {
  "fault.nobody-listens": "gives up for good on anything",
  "fault.shutting-down": "gives up for good on anything",
  "fault.unauthorized-by-http": "gives up for good on anything",
  "fault.cut-login": "gives up for good on anything",
  "fault.after-login": "gives up for good on anything",
  "fault.garbage-login": "gives up for good on anything",
  "fault.recovers": "sulks after the first failure",
  "fault.many-restarts": "replaces its password at every login",
  "fault.reset-when-dialled": "gives up for good on anything",
  "fault.in-pieces": "has no time to dial",
  "fault.damaged": "gives up for good on anything",
  "fault.handed-over-then-reset": "hides that the connection broke",
};

const login: Record<string, BrokenName> = {
  "info.missing-addresses": "loses the cause",
  "info.addresses-come-later": "reads its configuration once",
  "info.no-password": "tries whatever stands in the file, also nothing",
  "login.current-password": "tries the old password first",
  "login.as-the-agent": "forgets the nonce",
  "login.old-password-after-refusal": "knows only the current password",
  "login.refused-connection-is-closed-first": "leaves a connection open in any case",
  "login.empty-current-password": "tries whatever stands in the file, also nothing",
  "login.empty-old-password": "tries whatever stands in the file, also nothing",
  "login.same-password-twice": "tries whatever stands in the file, also nothing",
  "login.only-refusals-fall-back": "tries the next password after any failure",
  "login.try-again": "tries again by itself",
  "login.upgrade-in-progress": "gives up for good on anything",
  "login.maintenance": "gives up for good on anything",
  "login.model-not-found": "loses the cause",
  "login.redirection": "loses the cause",
  "login.another-authority": "trusts anybody",
  "login.no-authority": "trusts anybody",
  "login.several-addresses": "uses the first address only",
  "login.another-model": "forgets the model",
  "provisioning.waits": "does not wait for provisioning",
  "provisioning.asks-again-at-once": "waits before it asks again",
  "provisioning.interval": "waits in its own rhythm",
  "provisioning.default-interval": "waits in its own rhythm",
  "provisioning.same-password": "tries the next password after any failure",
  "provisioning.limit": "waits for provisioning for ever",
  "provisioning.no-wait": "waits for provisioning for ever",
  "provisioning.interrupted": "hears no interruption",
  "provisioning.another-answer": "takes every answer for `not provisioned`",
  "provisioning.with-the-old-password": "knows only the current password",
  "provisioning.another-nonce": "does not wait for provisioning",
};

const refusal: Record<string, BrokenName> = {
  "refusal.keeps-the-answer": "loses the cause",
  "refusal.changes-nothing": "cleans up after a refusal",
  "refusal.first-login": "gives up at the first refusal",
  "refusal.files-taken-over": "gives up at the first refusal",
  "refusal.after-success": "gives up at the first refusal",
  "refusal.after-success-and-restart": "knows only in memory that it was admitted",
  "refusal.time-alone-is-not-enough": "counts the time alone",
  "refusal.success-restores-patience": "never forgets a refusal",
  "refusal.recovers": "sulks after the first failure",
  "giving-up.never-admitted": "never gives up",
  "giving-up.says-what-to-do": "says little",
  "giving-up.patience-ends": "counts the attempts alone",
  "giving-up.first-login": "is patient for ever",
  "giving-up.of-a-call": "never gives up",
  "giving-up.not-provisioned": "never gives up",
  "giving-up.not-provisioned-any-more": "is patient for ever",
};

const entity: Record<string, BrokenName> = {
  "life.asks-for-its-own": "does not ask for the life of its entity",
  "life.dead": "does not ask for the life of its entity",
  "life.dead-keeps-credentials": "asks for the life last",
  "life.not-found": "does not ask for the life of its entity",
  "life.denied": "does not ask for the life of its entity",
  "life.unknown-value": "does not ask for the life of its entity",
  "life.no-result": "does not ask for the life of its entity",
  "life.two-results": "does not ask for the life of its entity",
  "life.other-error": "gives up for good on anything",
  "life.call-fails": "gives up for good on anything",
  "life.dying": "does not ask for the life of its entity",
  "life.cut": "gives up for good on anything",
  "life.garbage": "does not ask for the life of its entity",
  "life.no-facade": "gives up for good on anything",
  "life.interrupted": "hears no interruption",
  "model.old-login": "opens connections in its own way",
  "model.recorded": "does not record the model",
  "model.recorded-once": "does not record the model",
  "model.record-fails": "fails where the model cannot be recorded",
  "model.known-is-kept": "records the model every time",
};

const rotation: Record<string, BrokenName> = {
  "reset.same-value": "leaves the credentials alone",
  "reset.fails": "leaves the credentials alone",
  "reset.denied": "takes any answer for a yes",
  "reset.lost": "leaves the credentials alone",
  "reset.read-only-disk": "insists on writing",
  "reset.interrupted": "hears no interruption",
  "rotation.replaces": "leaves the credentials alone",
  "rotation.same-on-both-sides": "tells the controller another one",
  "rotation.disk-before-wire": "tells the controller before the disk",
  "rotation.old-one-behind": "drops the old password",
  "rotation.next-login": "leaves the credentials alone",
  "rotation.only-once": "replaces its password at every login",
  "rotation.fresh-every-time": "makes the same candidate for everybody",
  "rotation.disk-fails": "tells the controller before the disk",
  "rotation.disk-recovers": "sulks after the first failure",
  "rotation.request-lost": "makes a new candidate every time",
  "rotation.reply-lost": "leaves the credentials alone",
  "rotation.late-duplicate": "makes a new candidate every time",
  "rotation.controller-restored": "makes a new candidate every time",
  "rotation.short-candidate": "proposes whatever it finds",
  "rotation.another-process": "makes a new candidate every time",
  "rotation.denied": "takes any answer for a yes",
  "rotation.denied-keeps-both": "drops the old password",
  "rotation.no-answer-for-it": "takes any answer for a yes",
  "rotation.life-first": "asks for the life last",
  "rotation.interrupted-gets-in-again": "drops the old password",
  "rotation.interrupted": "has its own reason for an interruption",
  "rotation.cut-anywhere": "drops the old password",
  "rotation.real-file": "leaves the credentials alone",
  "rotation.private-files": "keeps a note of the password",
  "untouched.disk": "takes care of the credentials",
  "untouched.wire": "takes care of the credentials",
  "untouched.read-only": "takes care of the credentials",
  "untouched.asks-nothing": "takes care of the credentials",
};

const ownership: Record<string, BrokenName> = {
  "interruption.before-it-begins": "hears no interruption",
  "interruption.while-dialling": "hears no interruption",
  "interruption.network-vanished": "has its own reason for an interruption",
  "interruption.login": "has its own reason for an interruption",
  "interruption.at-any-moment": "reads its file without listening",
  "interruption.at-every-request": "hears no interruption",
  "interruption.after-success": "listens for ever",
  "interruption.not-a-refusal": "sulks after the first failure",
  "interruption.of-one-of-two": "serves one call after another",
  "ownership.usable": "hands over a closed connection",
  "ownership.the-callers": "hands over a closed connection",
  "ownership.stays-open": "closes its connection within the hour",
  "ownership.one-connection": "leaves a connection open in any case",
  "ownership.failed-login": "leaves a connection open in any case",
  "ownership.two-agents": "has one connection for all",
  "ownership.again-and-again": "has one connection for all",
  "ownership.configuration-changed": "reads its configuration once",
  "secrets.success": "logs the passwords",
  "secrets.old-password": "logs the passwords",
  "secrets.refusal": "tells the passwords in its errors",
  "secrets.failure": "tells the passwords in its errors",
  "secrets.disk-failure": "tells the passwords in its errors",
  "secrets.no-controller": "tells the passwords in its errors",
  "source.interrupted": "asks its source without listening",
  "source.recovers": "asks its source once",
};

/** Which broken strategy each scenario, by its id, must find out. */
export const killers: Readonly<Record<string, BrokenName>> = {
  ...fault,
  ...login,
  ...refusal,
  ...entity,
  ...rotation,
  ...ownership,
};

/** Scenarios whose broken strategy hangs, or leaves something open: only the guard finds it out. */
export const foundByTheGuard: ReadonlySet<string> = new Set([
  "fault.handed-over-then-reset",
  "interruption.at-every-request",
  "interruption.of-one-of-two",
  "interruption.while-dialling",
  "life.interrupted",
  "login.as-the-agent",
  "login.refused-connection-is-closed-first",
  "ownership.failed-login",
  "ownership.one-connection",
  "provisioning.another-answer",
  "provisioning.asks-again-at-once",
  "provisioning.interrupted",
  "provisioning.interval",
  "provisioning.limit",
  "provisioning.no-wait",
  "reset.interrupted",
]);
