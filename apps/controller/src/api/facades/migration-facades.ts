import {
  type Entity,
  hostPortText,
  MigrationFlag,
  MigrationMinion,
  type MigrationStatus,
  type PhaseResult,
} from "@holdfast/facades";

import type { Migration } from "../../state/migration.js";
import { modelTopic } from "../../state/topics.js";
import { permissionDenied } from "../api-errors.js";
import { eachResult } from "../results.js";
import { agentsOnly, type CallContext, serve, type ServedFacade } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

/** What Juju calls the phase of a model that goes nowhere. */
const NONE = "NONE";

function migrationOf(context: CallContext): Migration | undefined {
  const { scope, core } = context;
  return scope.kind === "model" ? core.state.models.find(scope.model)?.migration : undefined;
}

function status(context: CallContext): MigrationStatus {
  const migration = migrationOf(context);
  const { core } = context;
  return {
    "migration-id": migration?.id ?? "",
    attempt: migration === undefined ? 0 : 1,
    phase: migration?.phase ?? NONE,
    "source-api-addrs": core.servers().flat().map(hostPortText),
    "source-ca-cert": core.caCert,
    "target-api-addrs": [...(migration?.addresses ?? [])],
    "target-ca-cert": migration?.caCert ?? "",
  };
}

const topics = (context: CallContext): ReturnType<typeof modelTopic>[] =>
  context.scope.kind === "model" ? [modelTopic(context.scope.model)] : [];

/** An agent's part in the migration of its model. */
export const migrationMinionFacade: ServedFacade = serve(
  MigrationMinion,
  { on: ["model"], allows: agentsOnly },
  {
    // The first Next tells how things stand, whether or not anything is under way.
    Watch: (_params, context) => {
      let seen: string | undefined;
      const news = (): MigrationStatus | undefined => {
        const now = status(context);
        const text = JSON.stringify(now);
        if (text === seen) return undefined;
        seen = text;
        return now;
      };
      const { hub } = context.core;
      const subscribe = (listener: () => void): (() => void) =>
        hub.watch(topics(context), listener);
      return {
        NotifyWatcherId: context.watchers.add("migration", { news, subscribe }, true),
      };
    },
    Report: (report, context) => {
      const { core, auth } = context;
      core.logger.info("an agent reported on its model's migration", {
        agent: auth.kind === "agent" ? auth.tag : undefined,
        migration: report["migration-id"],
        phase: report.phase,
        success: report.success,
      });
      return {};
    },
  },
);

function ownModel(tag: string, context: CallContext): void {
  const { scope } = context;
  if (scope.kind !== "model" || tag !== `model-${scope.model}`) throw permissionDenied();
}

/** Whether the connection's model is being migrated. */
export const migrationFlagFacade: ServedFacade = serve(
  MigrationFlag,
  { on: ["model"], allows: agentsOnly },
  {
    Phase: ({ entities }, context) => ({
      results: eachResult<Entity, PhaseResult>(entities, {}, ({ tag }) => {
        ownModel(tag, context);
        return { phase: migrationOf(context)?.phase ?? NONE };
      }),
    }),
    Watch: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        ownModel(tag, context);
        return notifyWatcher(context, topics(context), () => migrationOf(context)?.phase);
      }),
    }),
  },
);
