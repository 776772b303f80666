import type { EngineReport } from "@holdfast/dependency-engine";

import { type Format, formats, isFormat } from "../formats.js";
import type { EngineSource, Sources } from "../sources.js";
import { json, notFound, type Reply, text } from "./reply.js";
import type { Ask, Route } from "./route.js";

/**
 * `/depengine`: Juju's page, byte for byte where the engines agree: a title, an empty line, the
 * report as YAML. `/report`: everything as one JSON object; with `?format=text|json|dot|mermaid`, or
 * `?engine=NAME`, the report of one engine, by default the agent's own.
 */
export function engineRoutes(sources: Sources): readonly Route[] {
  return [
    {
      path: "/depengine",
      what: "the engine's report, as Juju writes it; ?engine=NAME for another engine",
      answer: (ask) =>
        withEngine(sources, ask, "missing dependency engine reporter", (engine) =>
          text(`Dependency Engine Report\n\n${formats.text(engine.report())}`),
        ),
    },
    {
      path: "/report",
      what: "all there is, as JSON; one engine with ?engine=NAME, ?format=text|json|dot|mermaid",
      answer: (ask) => {
        if (!ask.query.has("engine") && !ask.query.has("format")) return json(everything(sources));
        const format = ask.query.get("format") ?? "json";
        if (!isFormat(format)) {
          return text(`no format ${format}; there are: ${Object.keys(formats).join(", ")}`, 400);
        }
        return withEngine(sources, ask, "no engine runs yet", (engine) => shown(engine, format));
      },
    },
  ];
}

/** The whole report: each engine's own, then the sections. */
export interface WholeReport {
  readonly engines: Readonly<Record<string, EngineReport>>;
  readonly [section: string]: unknown;
}

function everything({ engines, sections = {} }: Sources): WholeReport {
  return {
    ...mapValues(sections, (section) => section()),
    engines: mapValues(engines(), (engine) => engine.report()),
  };
}

function shown(engine: EngineSource, format: Format): Reply {
  const body = formats[format](engine.report());
  const type = format === "json" ? "application/json; charset=utf-8" : undefined;
  const reply = text(body);
  return type === undefined || reply.kind !== "text" ? reply : { ...reply, type };
}

/** Answers with the engine that is asked for, or says which there are. */
export function withEngine(
  { engines }: Sources,
  { query }: Ask,
  none: string,
  answer: (engine: EngineSource, name: string) => Reply,
): Reply {
  const all = engines();
  const name = query.get("engine") ?? Object.keys(all)[0];
  if (name === undefined) return notFound(none);
  const engine = Object.hasOwn(all, name) ? all[name] : undefined;
  if (engine === undefined) {
    return notFound(`no engine ${name}; there are: ${Object.keys(all).join(", ")}`);
  }
  return answer(engine, name);
}

function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
