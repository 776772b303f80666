import { ApiError, type RpcPeer, type RpcRequest } from "@holdfast/rpc";

import type { RunningController } from "../../../src/index.js";
import { login, modelPath, openPeer } from "../test-controller.js";
import { tokenOf } from "./tokens.js";
import type { Role } from "./world.js";

/** What became of a call. */
export interface Answer {
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly text: string;
  readonly reply: unknown;
}

/** A connection of one role, which is made anew where it ended. */
export class FuzzSession {
  readonly role: Role;
  readonly #controller: RunningController;
  readonly #passwords: Map<string, string>;
  /** By the facade that asks them, the watchers it was given. */
  readonly #watchers = new Map<string, string[]>();
  #peer: RpcPeer | undefined;

  /** @param passwords - what is known of the roles' passwords, by tag; of all sessions together */
  constructor(role: Role, controller: RunningController, passwords: Map<string, string>) {
    this.role = role;
    this.#controller = controller;
    this.#passwords = passwords;
  }

  /** Its watchers of the kind that the facade asks; the last ones. */
  watchers(facade: string): readonly string[] {
    return this.#watchers.get(facade) ?? [];
  }

  /** Connects, where it is not connected: an operator gives it a password again. */
  async connect(): Promise<void> {
    if (this.#peer !== undefined && !this.#peer.closed.aborted) return;
    this.#watchers.clear();
    const { kind, tag, model, home } = this.role;
    const route = model === undefined ? "/api" : modelPath(model);
    const peer = await openPeer(this.#controller, route);
    this.#peer = peer;
    if (kind === "stranger") return;
    if (kind === "user") {
      const params = { "session-token": tokenOf(this.role) };
      const method = "LoginWithSessionToken";
      await peer.call({ facade: "Admin", version: 4, method, params });
      return;
    }
    const nonce = kind === "agent" && tag.startsWith("machine-") ? "nonce" : "";
    if (kind === "agent") await this.#controller.setLife({ tag, model: home, life: "alive" });
    if (nonce !== "") await this.#controller.provision({ tag, model: home, nonce });
    const known = this.#passwords.get(`${home} ${tag}`) ?? "";
    try {
      await login(peer, { tag, password: known, nonce });
    } catch (error) {
      // It has given itself another, or never had one.
      if (!(error instanceof ApiError) || kind === "anonymous") throw error;
      await login(peer, { tag, password: await this.#newPassword(), nonce });
    }
  }

  async ask(request: RpcRequest): Promise<Answer> {
    const peer = this.#peer;
    if (peer === undefined) throw new Error("it is not connected");
    try {
      const reply = await peer.call(request);
      this.#remember(`${request.facade}.${request.method}`, reply);
      return { outcome: outcomeOf(reply), text: JSON.stringify(reply), reply };
    } catch (error) {
      if (!(error instanceof ApiError)) {
        if (!peer.closed.aborted) throw error;
        return { outcome: "connection over", text: "", reply: undefined };
      }
      const { message, code, info } = error;
      const text = JSON.stringify({ message, code, info });
      return { outcome: code === "" ? "no code" : code, text, reply: undefined };
    }
  }

  async close(): Promise<void> {
    await this.#peer?.close();
  }

  async #newPassword(): Promise<string> {
    const { tag, home } = this.role;
    const { password } = await this.#controller.setAgentPassword({ tag, model: home });
    this.#passwords.set(`${home} ${tag}`, password);
    return password;
  }

  #remember(method: string, reply: unknown): void {
    for (const { id, notify } of watchersIn(reply)) {
      const facade = ASKED_BY[method] ?? (notify ? "NotifyWatcher" : "StringsWatcher");
      this.#watchers.set(facade, [...this.watchers(facade), id].slice(-20));
    }
  }
}

/** The facades of watchers that are of no common kind, by what gives them. */
const ASKED_BY: Readonly<Record<string, string>> = {
  "MigrationMinion.Watch": "MigrationStatusWatcher",
  "Client.WatchAll": "AllWatcher",
  "Controller.WatchAllModels": "AllModelWatcher",
  "StorageProvisioner.WatchVolumeAttachments": "VolumeAttachmentsWatcher",
  "StorageProvisioner.WatchFilesystemAttachments": "FilesystemAttachmentsWatcher",
  "StorageProvisioner.WatchVolumeAttachmentPlans": "VolumeAttachmentPlansWatcher",
};

interface GivenWatcher {
  readonly id: string;
  readonly notify: boolean;
}

function watchersIn(reply: unknown): GivenWatcher[] {
  const { results = [reply] }: { results?: unknown[] } = Object(reply);
  return results.flatMap((result): GivenWatcher[] => {
    const { NotifyWatcherId, "watcher-id": id }: Record<string, unknown> = Object(result);
    if (typeof NotifyWatcherId === "string" && NotifyWatcherId !== "") {
      return [{ id: NotifyWatcherId, notify: true }];
    }
    return typeof id === "string" && id !== "" ? [{ id, notify: false }] : [];
  });
}

/** `ok` where something in the reply is no error, or where it is about nothing. */
function outcomeOf(reply: unknown): string {
  const lists = Object.values(Object(reply)).filter((value) => Array.isArray(value));
  const [list] = lists;
  if (list === undefined || list.length === 0) return "ok";
  const errors = list.map((one) => Object(Object(one).error).code ?? undefined);
  const [code] = errors;
  return errors.some((one) => one === undefined) ? "ok" : code || "no code";
}
