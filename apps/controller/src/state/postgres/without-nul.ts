import { ControllerError } from "../../errors.js";
import type { Database } from "../sqlite/database.js";

/**
 * A database that refuses text with a NUL character: SQLite keeps it, PostgreSQL does not, and whoever writes
 * it is to be told so alone.
 */
export function withoutNul(database: Database): Pick<Database, "prepare"> {
  return {
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        ...statement,
        run(...values) {
          if (values.some((value) => typeof value === "string" && value.includes("\0"))) {
            throw new ControllerError(
              "ERR_NOT_VALID",
              "the text has a NUL character in it, which PostgreSQL does not keep",
            );
          }
          return statement.run(...values);
        },
      };
    },
  };
}
