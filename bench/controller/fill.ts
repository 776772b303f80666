// A data directory as full as a controller of a large site has it: written at once, by SQL, since each
// machine that is added in the ordinary way is synced to the disk.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What the model has. */
export const MACHINES = 1000;
export const UNITS = 10_000;
/** Models besides, each with a machine; and users who may see them. */
export const MODELS = 300;
export const USERS = 200;
/** Records of logs. */
const RECORDS = 50_000;

const COLUMNS = `model, tag, password, nonce, life, manages_models, container_type, created_at, status,
  status_info, status_since, status_data`;

/** Fills the state and the logs of a controller that does not run. */
export function fill(dataDir: string, model: string): void {
  using state = new DatabaseSync(path.join(dataDir, "controller.sqlite"));
  const numbers = (count: number): string =>
    `WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < ${count + 999})`;
  const password = "sha512$AA$AA";
  const status = `'started', 'it runs as it should', 0, '{"since":"a while"}'`;
  state.exec("PRAGMA foreign_keys = ON; BEGIN");
  state.exec(
    `${numbers(MACHINES)} INSERT INTO agents (${COLUMNS}) SELECT '${model}', 'machine-' || i, '${password}',
       'nonce', 'alive', 0, '', 0, ${status} FROM n`,
  );
  state.exec(
    `${numbers(UNITS)} INSERT INTO agents (${COLUMNS}) SELECT '${model}', 'unit-app' || (i % 100) || '-' || i,
       '${password}', '', 'alive', 0, '', 0, ${status} FROM n`,
  );
  state.exec(
    `${numbers(MODELS)} INSERT INTO models (uuid, name, owner, life, created_at, logging_config, next_machine)
       SELECT '00000000-0000-4000-8000-00000000' || i, 'model' || i, 'admin', 'alive', 0, '', 0 FROM n`,
  );
  state.exec(
    `${numbers(MODELS)} INSERT INTO agents (${COLUMNS}) SELECT '00000000-0000-4000-8000-00000000' || i,
       'machine-0', '${password}', 'nonce', 'alive', 0, '', 0, ${status} FROM n`,
  );
  state.exec(
    `${numbers(USERS)} INSERT INTO users (name, display_name, password, access, disabled, created_at)
       SELECT 'user' || i, 'User', 'scrypt$AA$AA', 'login', 0, 0 FROM n`,
  );
  state.exec(
    `INSERT INTO model_users (model, user, access) SELECT '${model}', name, 'read' FROM users WHERE access = 'login'`,
  );
  state.exec("COMMIT");
  using activity = new DatabaseSync(path.join(dataDir, "activity.sqlite"));
  activity.exec(
    `BEGIN; ${numbers(RECORDS)} INSERT INTO logs (model, tag, received, time, module, location, level, message)
       SELECT '${model}', 'machine-' || (i % 1000 + 1000), 0, '2026-01-02T03:04:05Z', 'juju.worker', 'x.go:1', 'INFO',
         printf('%.*c', 400, 'x') FROM n; COMMIT`,
  );
}
