import type { LogFields } from "@holdfast/ports";
import { silentLogger } from "@holdfast/ports";
import { expect, test } from "vitest";

import { RefusalLog } from "../../src/api/refusal-log.js";

test("refused logins are told of twenty at once and then one a second, with the count of the others", () => {
  const lines: (LogFields | undefined)[] = [];
  let now = 0;
  const log = new RefusalLog(
    { ...silentLogger, info: (_message, fields) => void lines.push(fields) },
    () => now,
  );
  for (let n = 0; n < 1000; n += 1) log.refused({ tag: "machine-0" });
  expect(lines).toHaveLength(20);
  now = 1000;
  log.refused({ tag: "machine-1" });
  expect(lines.slice(20)).toEqual([{ tag: "machine-1", untold: 980 }]);
});
