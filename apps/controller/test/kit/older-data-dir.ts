import fs from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { startController } from "../../src/index.js";

/** A controller's data directory as it was when its database held its keys. */
export interface OlderDataDir {
  readonly caCert: string;
  /** PEM */
  readonly keys: readonly [ca: string, server: string];
}

/** Makes one, of a controller that has run. */
export async function olderDataDir(dataDir: string): Promise<OlderDataDir> {
  const controller = await startController({ dataDir });
  const { caCert } = controller;
  await controller[Symbol.asyncDispose]();
  const take = (owner: string): string => {
    const file = path.join(
      dataDir,
      keyFilesIn(dataDir).find((name) => name.startsWith(owner)) ?? "",
    );
    const key = fs.readFileSync(file, "utf8");
    fs.rmSync(file);
    return key;
  };
  const keys = [take("ca"), take("server")] as const;
  const database = new DatabaseSync(path.join(dataDir, "controller.sqlite"));
  database.exec("PRAGMA secure_delete = OFF");
  const put = database.prepare("INSERT OR REPLACE INTO settings VALUES (?, ?)");
  // A key of before the last renewal, which nothing refers to, lingers in a free page.
  put.run("server-key", `${keys[1]}${"another ".repeat(2000)}`);
  put.run("server-key", keys[1]);
  put.run("ca-key", keys[0]);
  database.exec(`
    INSERT INTO settings SELECT 'listen-address', listen_address FROM controllers;
    INSERT INTO settings SELECT 'server-cert', server_cert FROM controllers;
    DROP TABLE controllers;
    ALTER TABLE agents DROP COLUMN authorities;
    DROP TABLE revoked_certificates;
  `);
  database.exec("PRAGMA user_version = 2");
  database.close();
  return { caCert, keys };
}

/** The names of the files that hold private keys. */
export function keyFilesIn(dataDir: string): readonly string[] {
  return fs.readdirSync(dataDir).filter((name) => /^(?:ca|server)-.*\.pem/u.test(name));
}

/** The files of a folder that hold part of one of these keys. */
export function filesWith(dataDir: string, keys: readonly string[]): readonly string[] {
  const parts = keys.flatMap((key) =>
    key.split("\n").filter((line) => !line.startsWith("-----") && line !== ""),
  );
  return fs.readdirSync(dataDir).filter((name) => {
    const bytes = fs.readFileSync(path.join(dataDir, name));
    return parts.some((part) => bytes.includes(part));
  });
}
