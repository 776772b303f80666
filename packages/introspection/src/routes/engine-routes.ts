import type { EngineReport } from "@holdfast/dependency-engine";

import { connectionsOf } from "../connections.js";
import { type Format, formats, isFormat } from "../formats.js";
import type { ShownEngines } from "../shown-engines.js";
import type { ConnectionFacts, EngineSource, Sources } from "../sources.js";
import { json, notFound, type Reply, text } from "./reply.js";
import type { Ask, Route } from "./route.js";

/**
 * `/depengine`: Juju's page: a title, an empty line, the report as YAML with Juju's keys. `/report`:
 * everything as one JSON object; with `?format=text|json|dot|mermaid`, or `?engine=NAME`, the report
 * of one engine, by default the first. `/explain/NAME`: why a manifold is as it is, in words, or as
 * JSON with `?format=json`.
 */
export function engineRoutes(watch: ShownEngines, sources: Sources): readonly Route[] {
  return [
    {
      path: "/depengine",
      what: "the engine's report, as Juju writes it; ?engine=NAME for another engine",
      answer: (ask) =>
        withEngine(watch, ask, "missing dependency engine reporter", (engine) =>
          text(`Dependency Engine Report\n\n${formats.text(engine.report())}`),
        ),
    },
    {
      path: "/report",
      what: "all there is, as JSON; one engine with ?engine=NAME, ?format=text|json|dot|mermaid",
      answer: (ask) => {
        if (!ask.query.has("engine") && !ask.query.has("format")) {
          return json(everything(watch, sources));
        }
        const format = ask.query.get("format") ?? "json";
        if (!isFormat(format)) {
          return text(`no format ${format}; there are: ${Object.keys(formats).join(", ")}`, 400);
        }
        return withEngine(watch, ask, "no engine runs yet", (engine) => shown(engine, format));
      },
    },
    {
      path: "/explain/",
      what: "why NAME is as it is; ?format=json, ?engine=NAME",
      answer: (ask) => withEngine(watch, ask, "no engine runs yet", (engine) => why(engine, ask)),
    },
  ];
}

/** The whole report: each engine's own, what is known of its connection, then the sections. */
export interface WholeReport {
  readonly engines: Readonly<Record<string, EngineReport>>;
  readonly connections: Readonly<Record<string, ConnectionFacts>>;
  readonly [section: string]: unknown;
}

function everything(watch: ShownEngines, sources: Sources): WholeReport {
  const sections = Object.entries(sources.sections ?? {}).map(([name, section]) => [
    name,
    section(),
  ]);
  const engines = watch.names.map((name) => [name, watch.source(name)?.report()]);
  return {
    ...Object.fromEntries(sections),
    connections: connectionsOf(watch, sources),
    engines: Object.fromEntries(engines),
  };
}

function shown(engine: EngineSource, format: Format): Reply {
  const report = engine.report();
  return format === "json" ? json(report) : text(formats[format](report));
}

function why(engine: EngineSource, { rest, query }: Ask): Reply {
  const explanation = engine.explain(rest);
  const status = explanation.state === "absent" ? 404 : 200;
  return query.get("format") === "json"
    ? json(explanation, status)
    : text(explanation.text, status);
}

function withEngine(
  watch: ShownEngines,
  { query }: Ask,
  none: string,
  answer: (engine: EngineSource) => Reply,
): Reply {
  const name = query.get("engine") ?? watch.names[0];
  if (name === undefined) return notFound(none);
  const engine = watch.source(name);
  if (engine === undefined) {
    return notFound(`no engine ${name}; there are: ${watch.names.join(", ") || "none"}`);
  }
  return answer(engine);
}
