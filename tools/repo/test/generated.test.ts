import fs from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { withSection } from "../src/generated/marked-section.ts";
import { packagePicture } from "../src/generated/package-picture.ts";
import { pluginList } from "../src/generated/plugin-list.ts";
import { publishedPackages, root } from "../src/workspace.ts";

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

const VAULT = {
  package: "@acme/holdfast-connect-vault",
  kind: "connect",
  does: "Logs in by Vault.",
};

test("the list of plugins is by kind, and each in one row", () => {
  const disks = { package: "holdfast-workers-disks", kind: "workers", does: "Watches the disks." };
  expect(pluginList(`${JSON.stringify(disks)}\n\n${JSON.stringify(VAULT)}\n`)).toBe(
    `| Ways to connect | |\n| - | - |\n| \`@acme/holdfast-connect-vault\` | Logs in by Vault. |\n\n` +
      `| Workers | |\n| - | - |\n| \`holdfast-workers-disks\` | Watches the disks. |`,
  );
});

test.each([
  ["no JSON", "vault", "line 1 of the plugins is not JSON"],
  ["no package", "{}", "line 1 of the plugins names no package"],
  ["of no kind", JSON.stringify({ ...VAULT, kind: "other" }), "must be one of connect, workers"],
  ["with markup", JSON.stringify({ ...VAULT, does: "<b>the best of all</b>" }), "without | < >"],
  ["with more", JSON.stringify({ ...VAULT, stars: 5 }), "has stars, which nobody reads"],
  ["there twice", `${JSON.stringify(VAULT)}\n${JSON.stringify(VAULT)}`, "is listed twice"],
])("a plugin's line that is %s is refused", (_what, lines, said) => {
  expect(() => pluginList(lines)).toThrow(said);
});

test("the page of promises names every package that is published", () => {
  const page = fs.readFileSync(path.join(root, "docs/promises.md"), "utf8");
  const silent = publishedPackages().filter(({ name }) => !page.includes(`\`${name}\``));
  expect(silent.map(({ name }) => name)).toEqual([]);
});
