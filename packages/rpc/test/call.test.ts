import { expect, test } from "vitest";
import { connectPeers } from "./peers.js";

test("a call resolves to what the other side's handler answered", async () => {
  await using peers = await connectPeers({
    server: { handler: async (request) => ({ got: request.params, of: request.facade }) },
  });
  const result = await peers.client.call({ facade: "Echo", method: "Say", params: { a: 1 } });
  expect(result).toEqual({ got: { a: 1 }, of: "Echo" });
});
