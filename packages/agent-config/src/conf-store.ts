// The two files of an agent on a disk: read together, replaced together. Nothing here remembers.
import { AgentConfFormatError } from "./errors.js";
import type { AgentPaths } from "./agent-paths.js";
import {
  commitFile,
  discard,
  type FolderSync,
  removeStale,
  stageFile,
  type StagedFile,
  syncExisting,
  syncFolder,
} from "./disk/durable-file.js";
import { fileError, systemCode } from "./disk/file-failure.js";
import type { FilePort } from "./disk/file-port.js";
import { type LastGood, lastGoodText, readLastGood } from "./last-good.js";
import type { DiskContents } from "./reconcile.js";

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
   * Replaces `agent.conf`, then its last good copy: both durable once it resolves. Where it throws,
   * `agent.conf` is what it was before, as far as the disk still obeys. What needs space comes
   * first: both are staged before either is replaced.
   */
  async replace(
    conf: string,
    kept: readonly string[],
    before: string | undefined,
  ): Promise<FolderSync> {
    const { conf: target, lastGood } = this.#paths;
    const staged = await this.#stage(target, conf);
    let copy: StagedFile;
    try {
      copy = await this.#stage(lastGood, lastGoodText(conf, target, kept));
    } catch (error) {
      await discard(this.#files, staged.temporary);
      throw error;
    }
    try {
      await this.#commit(staged);
      return await this.#commit(copy);
    } catch (error) {
      await discard(this.#files, copy.temporary);
      await this.#putBack(before);
      throw error;
    }
  }

  /** Replaces the last good copy alone. Throws FileError. */
  async replaceLastGood(conf: string, kept: readonly string[]): Promise<void> {
    const text = lastGoodText(conf, this.#paths.conf, kept);
    await this.#commit(await this.#stage(this.#paths.lastGood, text));
  }

  /** Makes `agent.conf` durable as it is, whoever wrote it. Throws FileError. */
  sync(): Promise<FolderSync> {
    return syncExisting(this.#files, this.#paths.conf);
  }

  /** Keeps what cannot be used, for the operator to look at. Throws FileError. */
  async keepDamaged(contents: string): Promise<void> {
    await this.#commit(await this.#stage(this.#paths.damaged, contents));
  }

  /** Removes what a crash left. Only under the change lock. */
  async removeStale(): Promise<readonly string[]> {
    return removeStale(this.#files, this.#paths.folder);
  }

  #stage(target: string, text: string): Promise<StagedFile> {
    return stageFile(this.#files, target, new TextEncoder().encode(text));
  }

  async #commit(staged: StagedFile): Promise<FolderSync> {
    await commitFile(this.#files, staged);
    return syncFolder(this.#files, this.#paths.folder);
  }

  /** What was seen to be replaced is perhaps not durable: undone, so that a refusal changes nothing. */
  async #putBack(before: string | undefined): Promise<void> {
    const { conf } = this.#paths;
    try {
      const now = await this.#text(conf);
      if (now === before) return;
      if (before === undefined) await this.#files.unlink(conf);
      else await this.#commit(await this.#stage(conf, before));
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
