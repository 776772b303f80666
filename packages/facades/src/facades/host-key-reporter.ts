import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { ErrorResults } from "../messages/common.js";
import { list, message, type Schema, text } from "../wire.js";

export interface SshHostKeys {
  tag: TagText;
  "public-keys": string[];
}
export const SshHostKeys: Schema<SshHostKeys> = message({ tag: text, "public-keys": list(text) });

export interface SshHostKeySet {
  "entity-keys": SshHostKeys[];
}
export const SshHostKeySet: Schema<SshHostKeySet> = message({ "entity-keys": list(SshHostKeys) });

/** The keys by which a machine's SSH server is known again. */
export interface HostKeyReporterMethods {
  ReportKeys(params: SshHostKeySet): ErrorResults;
}

export const HostKeyReporter: Facade<HostKeyReporterMethods> = defineFacade<HostKeyReporterMethods>(
  {
    name: "HostKeyReporter",
    version: 1,
    methods: { ReportKeys: { params: SshHostKeySet, result: ErrorResults } },
  },
);
