import { silentLogger } from "@holdfast/ports";
import { expect, test } from "vitest";

import { createServer } from "../src/server/http-server.js";

test("a connection that could not be accepted is warned of, and does not end the process", async () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => warnings.push(message) };
  const server = createServer({ routes: () => [], logger });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.emit("error", Object.assign(new Error("accept EMFILE"), { code: "EMFILE" }));
  expect(warnings).toEqual(["a connection to introspection failed"]);
  await new Promise((resolve) => server.close(resolve));
});
