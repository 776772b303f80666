/**
 * The tables as a controller on SQLite has them, for psql, pg_dump and whoever else reads them; and what
 * makes one order of all that any controller writes: `head` has the number of the last commit, `commits` and
 * `log` what the last ones wrote.
 */
const FIRST = `
CREATE TABLE settings (
  key text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
);

CREATE TABLE controllers (
  id text COLLATE "C" PRIMARY KEY,
  listen_address text,
  addresses text NOT NULL,
  server_cert text,
  version text,
  started_at bigint
);

CREATE TABLE models (
  uuid text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  owner text NOT NULL,
  life text NOT NULL CHECK (life IN ('alive', 'dying', 'dead')),
  created_at bigint NOT NULL,
  logging_config text NOT NULL,
  next_machine bigint NOT NULL,
  migration text,
  redirect text,
  UNIQUE (owner, name) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE agents (
  model text COLLATE "C" NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
  tag text COLLATE "C" NOT NULL,
  password text NOT NULL,
  nonce text NOT NULL,
  life text NOT NULL CHECK (life IN ('alive', 'dying', 'dead')),
  manages_models bigint NOT NULL CHECK (manages_models IN (0, 1)),
  container_type text NOT NULL,
  created_at bigint NOT NULL,
  started_at bigint,
  hostname text,
  status text NOT NULL,
  status_info text NOT NULL,
  status_data text,
  status_since bigint NOT NULL,
  addresses text,
  agent_version text,
  reboot text CHECK (reboot IN ('reboot', 'shutdown')),
  authorities text,
  PRIMARY KEY (model, tag)
);

CREATE TABLE users (
  name text COLLATE "C" PRIMARY KEY,
  display_name text NOT NULL,
  password text NOT NULL,
  access text NOT NULL CHECK (access IN ('login', 'add-model', 'superuser')),
  disabled bigint NOT NULL CHECK (disabled IN (0, 1)),
  created_at bigint NOT NULL,
  last_login bigint
);

CREATE TABLE model_users (
  model text COLLATE "C" NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
  "user" text COLLATE "C" NOT NULL REFERENCES users (name) ON DELETE CASCADE,
  access text NOT NULL CHECK (access IN ('read', 'write', 'admin')),
  PRIMARY KEY (model, "user")
);
CREATE INDEX model_users_by_user ON model_users ("user");

CREATE TABLE model_config (
  model text COLLATE "C" NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
  key text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (model, key)
);

CREATE TABLE revoked_certificates (
  serial text COLLATE "C" PRIMARY KEY,
  revoked_at bigint NOT NULL
);

CREATE TABLE changes (
  topic text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL
);

CREATE UNLOGGED TABLE serving (
  controller text COLLATE "C" PRIMARY KEY,
  seen timestamptz NOT NULL,
  number bigint NOT NULL
);
COMMENT ON TABLE serving IS 'the controllers that run: each says every few seconds that it is there';

CREATE UNLOGGED TABLE sessions (
  controller text COLLATE "C" NOT NULL REFERENCES serving (controller) ON DELETE CASCADE,
  number bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('api', 'logsink', 'debug-log')),
  tag text NOT NULL,
  home text,
  model text,
  address text NOT NULL,
  since bigint NOT NULL,
  version text,
  PRIMARY KEY (controller, number)
);
COMMENT ON TABLE sessions IS 'who is connected to which controller: for display alone, and not logged';

CREATE TABLE commits (
  version bigint PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX commits_by_time ON commits (at);
INSERT INTO commits (version, id) VALUES (0, gen_random_uuid()::text);
COMMENT ON TABLE commits IS 'the last commits of all controllers, each known by an id that its controller chose';

CREATE TABLE log (
  version bigint NOT NULL REFERENCES commits (version) ON DELETE CASCADE,
  place integer NOT NULL,
  "table" text NOT NULL,
  key jsonb NOT NULL,
  "row" jsonb,
  PRIMARY KEY (version, place)
);
COMMENT ON TABLE log IS 'the rows that the last commits wrote, null for one that was deleted: what controllers catch up from';
`;

/** A step from one version of the tables to the next. */
export interface SchemaStep {
  readonly sql: string;
  /**
   * How many of the steps a controller must know to work on tables that have been through this one. A step
   * only adds, and what it adds may be left out of a row: then it is one less, and controllers of the version
   * before and of this one serve the store at once.
   */
  readonly oldest: number;
}

/** The steps from an empty database to today's. A step that has been released is never changed. */
export const POSTGRES_STEPS: readonly SchemaStep[] = [{ sql: FIRST, oldest: 1 }];

/** One row: how far the commits and the schema have got. Whoever writes holds a lock on it. */
export const HEAD = `
CREATE TABLE head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL DEFAULT 0,
  schema integer NOT NULL,
  oldest_schema integer NOT NULL
);
COMMENT ON TABLE head IS 'version: the last commit; schema: steps taken; oldest_schema: how many a controller must know';
`;
