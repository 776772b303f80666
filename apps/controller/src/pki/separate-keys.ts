import type { SqliteStore } from "../state/sqlite/sqlite-store.js";
import { ONLY_CONTROLLER } from "../state/controller-node.js";
import type { KeyFiles } from "./key-files.js";

/**
 * Moves the keys out of a database of before, which held them, into files. Each step may be the last:
 * the files are durable before the database lets go of the keys, and it remembers that pages which
 * held them are still to be wiped until they are.
 */
export function separateKeys(state: SqliteStore, keys: KeyFiles): void {
  const { settings } = state;
  const [caCert, caKey] = [settings.get("ca-cert"), settings.get("ca-key")];
  const serverKey = settings.get("server-key");
  const serverCert = state.controllers.find(ONLY_CONTROLLER)?.serverCert;
  if (caCert !== undefined && caKey !== undefined) keys.write("ca", caCert, caKey);
  if (serverCert !== undefined && serverKey !== undefined) {
    keys.write("server", serverCert, serverKey);
  }
  if (caKey !== undefined || serverKey !== undefined) {
    settings.set({ "ca-key": undefined, "server-key": undefined, wipe: "to be done" });
  }
  if (settings.get("wipe") !== undefined && state.wipe()) settings.set({ wipe: undefined });
}
