import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Entities, ErrorInfo, ErrorResults } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
import { integer, list, message, optional, type Schema, text } from "../wire.js";

/** A number, an operating system and an architecture: `3.6.28-ubuntu-amd64`. */
export interface BinaryVersion {
  version: string;
}
export const BinaryVersion: Schema<BinaryVersion> = message({ version: text });

export interface EntityVersion {
  tag: TagText;
  tools: BinaryVersion;
}
export const EntityVersion: Schema<EntityVersion> = message({ tag: text, tools: BinaryVersion });

export interface EntitiesVersion {
  "agent-tools": EntityVersion[];
}
export const EntitiesVersion: Schema<EntitiesVersion> = message({
  "agent-tools": list(EntityVersion),
});

/** A number alone: `3.6.28`. */
export interface VersionResult {
  version?: string;
  error?: ErrorInfo;
}
export const VersionResult: Schema<VersionResult> = message({
  version: optional(text),
  error: optional(ErrorInfo),
});

export interface VersionResults {
  results: VersionResult[];
}
export const VersionResults: Schema<VersionResults> = message({ results: list(VersionResult) });

/** Where an agent's binary is to be had; `size` in bytes. */
export interface AgentTools {
  version: string;
  url: string;
  sha256?: string;
  size: number;
}
export const AgentTools: Schema<AgentTools> = message({
  version: text,
  url: text,
  sha256: optional(text),
  size: integer,
});

export interface ToolsResult {
  tools: AgentTools[];
  error?: ErrorInfo;
}
export const ToolsResult: Schema<ToolsResult> = message({
  tools: list(AgentTools),
  error: optional(ErrorInfo),
});

export interface ToolsResults {
  results: ToolsResult[];
}
export const ToolsResults: Schema<ToolsResults> = message({ results: list(ToolsResult) });

/** Which version an agent is, and which it is to be. */
export interface UpgraderMethods {
  /** Tells which version an agent is: nothing else does, and upgrades and migrations wait for it. */
  SetTools(params: EntitiesVersion): ErrorResults;
  /** Tells when the version that is wanted may be another. */
  WatchAPIVersion(params: Entities): NotifyWatchResults;
  DesiredVersion(params: Entities): VersionResults;
  Tools(params: Entities): ToolsResults;
}

export const Upgrader: Facade<UpgraderMethods> = defineFacade<UpgraderMethods>({
  name: "Upgrader",
  version: 1,
  methods: {
    SetTools: { params: EntitiesVersion, result: ErrorResults },
    WatchAPIVersion: { params: Entities, result: NotifyWatchResults },
    DesiredVersion: { params: Entities, result: VersionResults },
    Tools: { params: Entities, result: ToolsResults },
  },
});
