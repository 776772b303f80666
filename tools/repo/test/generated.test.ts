import { expect, test } from "vitest";

import { withSection } from "../src/generated/marked-section.ts";
import { packagePicture } from "../src/generated/package-picture.ts";

const PAGE = "# Page\n\n<!-- generated list -->\nold\n<!-- /generated -->\n\nThe end.\n";

test("only what stands between the marks is replaced", () => {
  const page = withSection(PAGE, "list", "new");
  expect(page).toBe(
    "# Page\n\n<!-- generated list -->\n\nnew\n\n<!-- /generated -->\n\nThe end.\n",
  );
  expect(withSection(page, "list", "new")).toBe(page);
});

test("a page without the marks is refused", () => {
  expect(() => withSection(PAGE, "other", "new")).toThrow('"generated other"');
});

test("the picture has an arrow for each import that no longer way implies", () => {
  const plan = {
    low: { uses: [], tests: [] },
    middle: { uses: ["low"], tests: ["kit"] },
    high: { uses: ["middle", "low"], tests: [] },
    kit: { uses: ["low"], tests: [] },
  };
  expect(packagePicture(plan, ["kit"])).toBe(
    "```mermaid\ngraph TD\n  high --> middle\n  low\n  middle --> low\n```",
  );
});
