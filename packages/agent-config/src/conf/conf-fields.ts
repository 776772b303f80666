import {
  type ControllerTag,
  isHostPort,
  isTagOf,
  type ModelTag,
  parseTag,
  type Tag,
  type TagOfKind,
} from "@holdfast/names";
import { isMap, isSeq, type Node } from "yaml";

import type { AgentConfFormatError } from "../errors.js";
import { type ConfText, pairsOf, scalarText } from "./conf-text.js";

/** Stands for a controller that is not known yet: a file without one is none that Juju's agents read. */
export const UNKNOWN_CONTROLLER = "controller-00000000-0000-0000-0000-000000000000";

/** What an agent needs of its `agent.conf`. "" stands for an absent string, as in Juju. */
export interface ConfFields {
  readonly tag: Tag;
  readonly nonce: string;
  readonly caCert: string;
  readonly controller: ControllerTag | undefined;
  readonly model: ModelTag | undefined;
  readonly apiAddresses: readonly string[];
  readonly password: string;
  readonly oldPassword: string;
  readonly values: ReadonlyMap<string, string>;
  /** Where the machine is a controller itself: its API port, as text. */
  readonly localApiPort: string | undefined;
  /** What is wrong and was passed over, by its line and key; no value is quoted. */
  readonly warnings: readonly string[];
}

/**
 * Reads the fields. Throws `AgentConfFormatError`, naming key and line, and never what stands there: a
 * line that was mangled by hand may hold the password.
 */
export function readConfFields(conf: ConfText): ConfFields {
  const nodes = new Map<string, Node | null>();
  for (const { key, value } of pairsOf(conf.map)) nodes.set(key, value);
  const string = (key: string): string => stringAt(conf, key, nodes.get(key));
  const { addresses, warnings } = addressesAt(conf, nodes.get("apiaddresses"));
  return {
    tag: tagAt(conf, string("tag"), nodes.get("tag")),
    nonce: string("nonce"),
    caCert: string("cacert"),
    controller: tagOfKind(conf, "controller", string("controller"), nodes.get("controller")),
    model: tagOfKind(conf, "model", string("model"), nodes.get("model")),
    apiAddresses: addresses,
    warnings,
    password: string("apipassword"),
    oldPassword: string("oldpassword"),
    values: mapAt(conf, "values", nodes.get("values")),
    localApiPort:
      string("controllerkey") === ""
        ? undefined
        : (nonZero(string("controllerapiport")) ?? nonZero(string("apiport"))),
  };
}

/** The strings of a list, e.g. of a key that only we know. Throws `AgentConfFormatError`. */
export function readList(conf: ConfText, key: string): readonly string[] {
  for (const pair of pairsOf(conf.map)) {
    if (pair.key === key) return listAt(conf, key, pair.value).map(({ text }) => text);
  }
  return [];
}

function stringAt(conf: ConfText, key: string, node: Node | null | undefined): string {
  if (node === undefined || node === null) return "";
  const text = scalarText(node);
  if (text === undefined) throw conf.fault(key, "must be a string", node);
  return text;
}

function listAt(
  conf: ConfText,
  key: string,
  node: Node | null | undefined,
): readonly { text: string; item: Node }[] {
  if (node === undefined || node === null || scalarText(node) === "") return [];
  if (!isSeq<Node>(node)) throw conf.fault(key, "must be a list of strings", node);
  return node.items.map((item) => {
    const text = scalarText(item);
    if (text === undefined) throw conf.fault(key, "must be a list of strings", item);
    return { text, item };
  });
}

function mapAt(
  conf: ConfText,
  key: string,
  node: Node | null | undefined,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (node === undefined || node === null || scalarText(node) === "") return values;
  if (!isMap(node)) throw conf.fault(key, "must be a map of strings", node);
  for (const pair of pairsOf(node)) {
    values.set(pair.key, stringAt(conf, key, pair.value));
  }
  return values;
}

/** The addresses that are ones. A list of which none is would leave the agent with nobody to ask. */
function addressesAt(
  conf: ConfText,
  node: Node | null | undefined,
): { readonly addresses: readonly string[]; readonly warnings: readonly string[] } {
  if (node === undefined || node === null || scalarText(node) === "") {
    return { addresses: [], warnings: [] };
  }
  if (!isSeq<Node>(node)) throw conf.fault("apiaddresses", "must be a list of strings", node);
  const addresses: string[] = [];
  const faults: AgentConfFormatError[] = [];
  for (const item of node.items) {
    const text = scalarText(item);
    if (text !== undefined && isHostPort(text)) addresses.push(text);
    else faults.push(conf.fault("apiaddresses", "an address is not host:port", item));
  }
  const [first] = faults;
  if (first !== undefined && addresses.length === 0) throw first;
  const warnings = faults.map(({ line }) => `line ${line}: an address is not host:port`);
  return { addresses, warnings };
}

function tagAt(conf: ConfText, text: string, node: Node | null | undefined): Tag {
  if (text === "") throw conf.fault("tag", "is missing", node ?? undefined);
  try {
    return parseTag(text).tag;
  } catch {
    throw conf.fault("tag", "is not a valid tag, such as machine-0", node ?? undefined);
  }
}

// `model-` with nothing behind it is Go's zero value: no model.
function tagOfKind<Kind extends "controller" | "model">(
  conf: ConfText,
  kind: Kind,
  text: string,
  node: Node | null | undefined,
): TagOfKind[Kind] | undefined {
  if (text === "" || text === `${kind}-` || text === UNKNOWN_CONTROLLER) return undefined;
  if (isTagOf(kind, text)) return text;
  throw conf.fault(kind, `is not a valid ${kind} tag: ${kind}-, then a UUID`, node ?? undefined);
}

function nonZero(port: string): string | undefined {
  return port === "" || Number(port) === 0 ? undefined : port;
}
