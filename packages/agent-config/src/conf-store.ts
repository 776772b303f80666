// The two files of an agent on a disk: read together, replaced together. Nothing here remembers.
import { AgentConfFormatError } from "./errors.js";
import type { AgentPaths } from "./agent-paths.js";
import {
  commitFile,
  discard,
  type FolderSync,
  removeStale,
  stageFile,
  syncExisting,
  syncFolder,
} from "./disk/durable-file.js";
import { fileError, systemCode } from "./disk/file-failure.js";
import type { FilePort } from "./disk/file-port.js";
import { type LastGood, lastGoodText, readLastGood } from "./last-good.js";
import type { DiskContents } from "./reconcile.js";

/** What the disk could not do although the change is durable. */
export type Shortfall = { readonly kind: "folder-sync" | "last-good"; readonly reason: string };

export class ConfStore {
  readonly #files: FilePort;
  readonly #paths: AgentPaths;

  constructor(files: FilePort, paths: AgentPaths) {
    this.#files = files;
    this.#paths = paths;
  }

  /** Throws FileError. A last good copy that cannot be read counts as none. */
  async read(): Promise<DiskContents> {
    const conf = await this.#text(this.#paths.conf);
    return { conf, lastGood: await this.#lastGood() };
  }

  /**
   * Replaces `agent.conf`, then its last good copy. Durable once it resolves. Where it throws, the
   * files are what they were before. What needs space comes first: both are staged before either is
   * replaced.
   */
  async replace(
    conf: string,
    kept: readonly string[],
    before: string | undefined,
  ): Promise<readonly Shortfall[]> {
    const { conf: target, lastGood, folder } = this.#paths;
    const copyText = lastGoodText(conf, target, kept);
    const staged = await this.#stage(target, conf);
    let copy;
    try {
      copy = await this.#stage(lastGood, copyText);
    } catch (error) {
      await discard(this.#files, staged.temporary);
      throw error;
    }
    try {
      await commitFile(this.#files, staged);
    } catch (error) {
      await discard(this.#files, copy.temporary);
      throw error;
    }
    let synced: FolderSync;
    try {
      synced = await syncFolder(this.#files, folder);
    } catch (error) {
      await discard(this.#files, copy.temporary);
      await this.#putBack(before);
      throw error;
    }
    return [...folderShortfall(synced), ...(await this.#commitCopy(copy))];
  }

  /** Replaces the last good copy alone. */
  async replaceLastGood(conf: string, kept: readonly string[]): Promise<readonly Shortfall[]> {
    try {
      const text = lastGoodText(conf, this.#paths.conf, kept);
      return await this.#commitCopy(await this.#stage(this.#paths.lastGood, text));
    } catch (error) {
      return [copyShortfall(error)];
    }
  }

  /** Makes `agent.conf` durable as it is, whoever wrote it. Throws FileError. */
  async sync(): Promise<readonly Shortfall[]> {
    return folderShortfall(await syncExisting(this.#files, this.#paths.conf));
  }

  /** Keeps what cannot be used, for the operator to look at. Throws FileError. */
  async keepDamaged(contents: string): Promise<void> {
    await commitFile(this.#files, await this.#stage(this.#paths.damaged, contents));
  }

  /** Removes what a crash left. Only under the change lock. */
  async removeStale(): Promise<readonly string[]> {
    return removeStale(this.#files, this.#paths.folder);
  }

  #stage(target: string, text: string): ReturnType<typeof stageFile> {
    return stageFile(this.#files, target, new TextEncoder().encode(text));
  }

  async #commitCopy(copy: Awaited<ReturnType<typeof stageFile>>): Promise<readonly Shortfall[]> {
    try {
      await commitFile(this.#files, copy);
      return folderShortfall(await syncFolder(this.#files, this.#paths.folder));
    } catch (error) {
      return [copyShortfall(error)];
    }
  }

  /** The rename was seen, but is perhaps not durable: undone, so that a refusal changes nothing. */
  async #putBack(before: string | undefined): Promise<void> {
    try {
      if (before === undefined) await this.#files.unlink(this.#paths.conf);
      else await commitFile(this.#files, await this.#stage(this.#paths.conf, before));
    } catch {
      // The disk that just failed fails again: the caller throws what it said first, and reads the
      // file anew before it believes anything.
    }
  }

  async #lastGood(): Promise<LastGood | undefined> {
    const path = this.#paths.lastGood;
    try {
      const text = await this.#text(path);
      return text === undefined ? undefined : readLastGood(text, path);
    } catch (error) {
      if (error instanceof AgentConfFormatError) return undefined;
      throw error;
    }
  }

  async #text(path: string): Promise<string | undefined> {
    try {
      return new TextDecoder().decode(await this.#files.read(path));
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw fileError("cannot read", path, error);
    }
  }
}

function folderShortfall(sync: FolderSync): readonly Shortfall[] {
  return sync.kind === "synced" ? [] : [{ kind: "folder-sync", reason: sync.reason }];
}

function copyShortfall(error: unknown): Shortfall {
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: "last-good", reason: `the last good copy is not up to date: ${reason}` };
}
