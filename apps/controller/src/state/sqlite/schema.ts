/**
 * What the controller must not forget, as it was at first. `changes` holds, for each topic, the number of its last
 * change: written in the transaction that made the change, by whichever process, and read by the
 * running controller's watchers.
 */
const FIRST = `
CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  uuid TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  life TEXT NOT NULL CHECK (life IN ('alive', 'dying', 'dead')),
  created_at INTEGER NOT NULL,
  logging_config TEXT NOT NULL,
  next_machine INTEGER NOT NULL,
  migration TEXT,
  redirect TEXT,
  UNIQUE (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE agents (
  model TEXT NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  password TEXT NOT NULL,
  nonce TEXT NOT NULL,
  life TEXT NOT NULL CHECK (life IN ('alive', 'dying', 'dead')),
  manages_models INTEGER NOT NULL CHECK (manages_models IN (0, 1)),
  container_type TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  hostname TEXT,
  status TEXT NOT NULL,
  status_info TEXT NOT NULL,
  status_data TEXT,
  status_since INTEGER NOT NULL,
  addresses TEXT,
  PRIMARY KEY (model, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  name TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  password TEXT NOT NULL,
  access TEXT NOT NULL CHECK (access IN ('login', 'add-model', 'superuser')),
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  created_at INTEGER NOT NULL,
  last_login INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE model_users (
  model TEXT NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
  user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
  access TEXT NOT NULL CHECK (access IN ('read', 'write', 'admin')),
  PRIMARY KEY (model, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
  topic TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_by_number ON changes (number);
`;

/** What agents report and operators ask of them, and the configuration of models. */
const AGENT_VERSIONS = `
ALTER TABLE agents ADD COLUMN agent_version TEXT;
ALTER TABLE agents ADD COLUMN reboot TEXT CHECK (reboot IN ('reboot', 'shutdown'));

CREATE TABLE model_config (
  model TEXT NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;
`;

/** Which authorities each agent has learnt, and which certificates are revoked. */
const AUTHORITIES = `
ALTER TABLE agents ADD COLUMN authorities TEXT;

CREATE TABLE revoked_certificates (
  serial TEXT PRIMARY KEY,
  revoked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What belongs to one of several controllers, and was a setting while there was but one. */
const CONTROLLERS = `
CREATE TABLE controllers (
  id TEXT PRIMARY KEY,
  listen_address TEXT,
  addresses TEXT NOT NULL,
  server_cert TEXT,
  version TEXT,
  started_at INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO controllers (id, listen_address, addresses, server_cert)
  SELECT '0', max(CASE key WHEN 'listen-address' THEN value END), '[]',
    max(CASE key WHEN 'server-cert' THEN value END)
  FROM settings WHERE key IN ('listen-address', 'server-cert') HAVING count(*) > 0;
DELETE FROM settings WHERE key IN ('listen-address', 'server-cert');
`;

/**
 * The steps from an empty database to today's. A step that has been released is never changed:
 * another is added. A database of a later version is refused, never guessed at.
 */
export const SCHEMA_STEPS: readonly string[] = [FIRST, AGENT_VERSIONS, AUTHORITIES, CONTROLLERS];
