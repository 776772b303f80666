import { missing, openPostgresStore, postgresForAll } from "../../kit/postgres.js";
import { storeConformance } from "../store-conformance.js";

const server = postgresForAll();

storeConformance({
  name: "PostgreSQL",
  missing,
  open: async (openers) => {
    const url = await server().freshDatabase();
    return Promise.all(Array.from({ length: openers }, () => openPostgresStore(url)));
  },
});
