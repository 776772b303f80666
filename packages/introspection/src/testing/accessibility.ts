// What axe finds on a page that a person with other senses, or another pointer, would stumble over.
import { createRequire } from "node:module";
import fs from "node:fs";

import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** One rule that the page breaks, and where. */
export interface Violation {
  readonly rule: string;
  readonly impact: string;
  readonly where: readonly string[];
}

/** The serious and critical violations on the page as it is now. */
export async function seriousViolations(page: Page): Promise<readonly Violation[]> {
  await page.evaluate(source);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what axe promises
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    impact === "serious" || impact === "critical"
      ? [
          {
            rule: id,
            impact,
            where: nodes.map(
              ({ target, failureSummary = "" }) => `${target.join(" ")}: ${failureSummary}`,
            ),
          },
        ]
      : [],
  );
}
