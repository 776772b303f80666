import { randomUUID } from "node:crypto";

import { ControllerError } from "../../errors.js";
import type { StoreWriter } from "../store.js";
import { catchUp, type Following, lockHead } from "./catch-up.js";
import { Connecting, type ConnectingOptions } from "./connecting.js";
import type { LoggedCommit } from "./image.js";
import type { Link } from "./link.js";
import { isAboutData, postgresFailure } from "./postgres-failure.js";
import type { Outcome } from "./replica.js";
import type { WaitingCommit } from "./waiting-commit.js";
import { withinLimit } from "./within-limit.js";
import { commitStatements } from "./write-statements.js";

/** Commits that are one transaction of PostgreSQL's, at the most. */
const LARGEST = 64;
/** ms for the lock, and for the commit. */
const LIMIT = 4000;

/** A transaction that was sent, and whether PostgreSQL has kept it: known once it has answered. */
interface Sent {
  readonly group: readonly WaitingCommit[];
  readonly outcomes: readonly Outcome[];
  readonly commit: LoggedCommit;
}

/**
 * Commits in the order they were asked for, several at once. A group has the lock on the head while its bodies
 * run, on a replica that has all that was committed before: what they read is what they change.
 *
 *     waiting ──lock, catch up, run──▶ sent ──answered──▶ over
 *        ▲                              │ the connection was lost
 *        └──────── it is not there ◀────┴── it is there ─▶ over
 */
export class CommitQueue {
  readonly #following: Following;
  readonly #options: ConnectingOptions;
  readonly #connecting: Connecting;
  #queue: WaitingCommit[] = [];
  #sent: Sent | undefined;
  /** How many are still to be committed one by one: PostgreSQL refused what they wrote together. */
  #alone = 0;
  #working: Promise<void> | undefined;

  constructor(following: Following, options: ConnectingOptions) {
    this.#following = following;
    this.#options = options;
    this.#connecting = new Connecting(options);
  }

  commit<T>(body: (tx: StoreWriter) => T): Promise<T> {
    let state: () => WaitingCommit["state"] = () => "waiting";
    const late = (): Error => this.#late(state());
    return withinLimit<T>({ clock: this.#options.clock, late }, (resolve, reject) => {
      const waiting: WaitingCommit = {
        body,
        state: "waiting",
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is what this body returned
        resolve: (value) => resolve(value as T),
        reject,
      };
      state = () => waiting.state;
      this.#queue.push(waiting);
      this.#working ??= this.#work();
      return () => (waiting.state = "over");
    });
  }

  /** Fulfilled once nothing waits any more. */
  async end(limit: number): Promise<void> {
    await this.#working;
    await this.#connecting.end(limit);
  }

  destroy(): void {
    this.#connecting.destroy();
    const { signal } = this.#options;
    for (const { reject } of this.#queue.splice(0)) reject(signal.reason);
  }

  /** Nothing can be kept before somebody does something. */
  #refuseAll(): void {
    const failure = this.#connecting.failure("cannot write to");
    for (const { reject } of this.#queue.splice(0)) reject(failure);
  }

  #late(state: WaitingCommit["state"]): Error {
    const failure = this.#connecting.failure("cannot write to");
    if (state !== "sent") return failure;
    return new ControllerError(
      "ERR_STORE_OUTCOME",
      `${failure.message}: what was to be written may have been, or not: look before it is done again`,
      { cause: failure },
    );
  }

  async #work(): Promise<void> {
    // Those that are asked for in the same turn are one group.
    await Promise.resolve();
    const { signal } = this.#options;
    while (this.#sent !== undefined || this.#queue.length > 0) {
      const went = await this.#connecting.attempt((link) => this.#once(link));
      if (signal.aborted) break;
      if (went === "lasting" && this.#sent === undefined) this.#refuseAll();
      this.#queue = this.#queue.filter((one) => one.state !== "over");
      if (this.#sent?.group.every((one) => one.state === "over") === true) this.#sent = undefined;
    }
    this.#working = undefined;
  }

  async #once(link: Link): Promise<void> {
    const { replica } = this.#following;
    if (this.#sent !== undefined) await this.#endEarlier(link);
    const { version, begun } = await lockHead(link, this.#following, LIMIT);
    await catchUp(link, this.#following, "locked", begun);
    if (version !== replica.commit.version) {
      throw new Error("the replica is not where the head is");
    }
    if (this.#sent !== undefined) await this.#findOut(link, this.#sent);
    const sent = this.#tryGroup();
    if (sent === undefined) {
      await link.statements(["ROLLBACK"], LIMIT);
      return;
    }
    await this.#send(link, sent);
  }

  /** Runs the bodies of the next group: what each is to be told, and what all of them write. */
  #tryGroup(): Sent | undefined {
    const { replica } = this.#following;
    const group = this.#queue
      .filter((one) => one.state !== "over")
      .slice(0, this.#alone > 0 ? 1 : LARGEST);
    if (group.length === 0) return undefined;
    const { outcomes, images } = replica.try(group.map(({ body }) => body));
    const version = replica.commit.version + 1;
    return { group, outcomes, commit: { version, id: randomUUID(), images } };
  }

  async #send(link: Link, sent: Sent): Promise<void> {
    const { replica, applied } = this.#following;
    const { group, commit } = sent;
    if (commit.images.length === 0) {
      await link.statements(["ROLLBACK"], LIMIT);
      this.#settle(sent);
      return;
    }
    const statements = commitStatements(replica.tables, commit, (text) => link.literal(text));
    for (const one of group) one.state = "sent";
    this.#sent = sent;
    try {
      await link.statements(statements, LIMIT);
    } catch (error) {
      if (link.lost.aborted) throw error;
      this.#forget(sent);
      if (!isAboutData(error)) throw error;
      this.#refused(sent, error);
      await link.statements(["ROLLBACK"], LIMIT);
      return;
    }
    if (replica.commit.version < commit.version) {
      replica.apply(commit, commit.images);
      applied();
    }
    this.#sent = undefined;
    this.#settle(sent);
  }

  /** It was not kept: it waits again. */
  #forget({ group }: Sent): void {
    this.#sent = undefined;
    for (const one of group) if (one.state === "sent") one.state = "waiting";
  }

  /** One of them wrote what PostgreSQL does not keep: which one shows when each is tried alone. */
  #refused({ group }: Sent, error: unknown): void {
    const [one] = group;
    if (group.length > 1) this.#alone = group.length;
    else one?.reject(postgresFailure("cannot write to", this.#following.shown, error));
  }

  /** An earlier connection of ours may still be at its commit. */
  async #endEarlier(link: Link): Promise<void> {
    const name = link.literal(this.#options.name);
    await link.statements(
      [
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = ${name} AND usename = current_user AND pid <> pg_backend_pid()`,
      ],
      LIMIT,
    );
  }

  /** With the lock on the head nobody is at a commit any more: it is there, or it never will be. */
  async #findOut(link: Link, sent: Sent): Promise<void> {
    const [found = []] = await link.statements(
      [`SELECT 1 FROM commits WHERE id = ${link.literal(sent.commit.id)}`],
      LIMIT,
    );
    this.#forget(sent);
    if (found.length > 0) this.#settle(sent);
  }

  #settle({ group, outcomes }: Sent): void {
    this.#alone = Math.max(0, this.#alone - group.length);
    const settled = new Set(group);
    this.#queue = this.#queue.filter((one) => !settled.has(one));
    for (const [index, one] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === "kept") one.resolve(outcome.value);
      else one.reject(outcome?.error);
    }
  }
}
