import {
  findPrograms,
  PostgresServer,
  type PostgresServerOptions,
} from "@holdfast/postgres-testkit";
import { afterAll, beforeAll, onTestFinished } from "vitest";

import {
  PostgresStore,
  type PostgresStoreOptions,
} from "../../src/state/postgres/postgres-store.js";

const programs = findPrograms();

/** Why there is no PostgreSQL here; "" where there is one. */
export const missing: string = programs.kind === "missing" ? programs.reason : "";

/** One PostgreSQL for all tests of a file. */
export function postgresForAll(options: PostgresServerOptions = {}): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    if (missing === "") server = await PostgresServer.start(options);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  return () => {
    if (server === undefined) throw new Error("PostgreSQL does not run yet");
    return server;
  };
}

/** A store of that database's, closed at the end of the test. */
export async function openPostgresStore(
  url: string,
  options: Omit<PostgresStoreOptions, "url"> = {},
): Promise<PostgresStore> {
  const store = await PostgresStore.open({ url, ...options });
  onTestFinished(() => store[Symbol.dispose]());
  return store;
}
