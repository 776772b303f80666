// Is there a PostgreSQL?
export { findPrograms, type PostgresPrograms } from "./programs.js";
// Run one
export { type HowToStop, PostgresServer, type PostgresServerOptions } from "./postgres-server.js";
