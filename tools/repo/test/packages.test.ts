import fs from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { docstringFences, fences } from "../src/examples/find-examples.ts";
import { checkPackedManifest } from "../src/packages/check-manifest.ts";
import { provenanceFields, repositoryHome } from "../src/release/repository-home.ts";
import { publishedPackages, root, workspacePackages } from "../src/workspace.ts";

test("the packages are those that the workspace has, without those of a workspace of its own", () => {
  const folders = workspacePackages().map(({ folder }) => folder);
  expect(folders).toContain("apps/controller");
  expect(folders).toContain("tools/repo");
  expect(folders).not.toContain("tools/docs");
  const patterns = fs
    .readFileSync(path.join(root, "pnpm-workspace.yaml"), "utf8")
    .matchAll(/^ {2}- (\S+)$/gm);
  for (const [, pattern = ""] of patterns) {
    if (pattern === "bench") continue; // it is no package of ours, only a folder with dependencies
    expect(folders.some((folder) => path.matchesGlob(folder, pattern))).toBe(true);
  }
  expect(publishedPackages().map(({ name }) => name)).not.toContain("@holdfast/repo");
});

test("a manifest that is fit to be published has no fault, and each thing it lacks is one", () => {
  const house = { name: "house", license: "MIT", engines: { node: ">=22" } };
  const good = {
    name: "x",
    license: "MIT",
    type: "module",
    description: "x",
    files: ["dist"],
    engines: { node: ">=22" },
    publishConfig: { access: "public" },
    exports: { ".": { types: "./dist/x.d.ts", default: "./dist/x.js" }, "./package.json": "./p" },
  };
  const files = ["dist/x.d.ts", "dist/x.js", "LICENSE", "README.md"].map(
    (file) => `package/${file}`,
  );
  expect(checkPackedManifest(files, JSON.stringify(good), house)).toEqual([]);
  const bad = { name: "x", exports: good.exports, dependencies: { y: "workspace:^" } };
  expect(checkPackedManifest(["package/test/x.js"], JSON.stringify(bad), house)).toEqual([
    "the licence is undefined",
    "engines differ from the repository's",
    "it is not ESM",
    "files are not named",
    "it has no description",
    "its access is not public",
    "its dependencies are the workspace's",
    "it has no LICENSE",
    "it has no README.md",
    "it has too much",
    ". has no types",
    ". has no default",
  ]);
});

test("an example is found with its line and its mark, in a page and in a docstring", () => {
  expect(fences("a.md", "text\n\n```ts run\nlet a;\n```\n```sh\nls\n```\n")).toEqual([
    { file: "a.md", where: "a.md:3", code: "let a;\n", mark: "run" },
  ]);
  const source = "let b;\n  /**\n   * @example\n   * ```ts\n   * let c;\n   * ```\n   */\n";
  expect(docstringFences("a.ts", source)).toMatchObject([{ code: "let c;\n", mark: undefined }]);
});

test("where the repository lives is what the workflow says, or else its origin, and never a guess", () => {
  const workflow = {
    GITHUB_SERVER_URL: "https://forge.example",
    GITHUB_REPOSITORY: "keepers/lamp",
  };
  const home = "https://forge.example/keepers/lamp";
  expect(repositoryHome(workflow, () => "git@other.example:a/b.git")).toBe(home);
  expect(repositoryHome({}, () => "git@forge.example:keepers/lamp.git")).toBe(home);
  expect(() => repositoryHome({}, () => undefined)).toThrow("git remote add origin");
  expect(() => repositoryHome({}, () => "/srv/lamp.git")).toThrow(
    "/srv/lamp.git is no public place",
  );
});

test("pages of issues are named only where it is known how the forge calls them", () => {
  const home = "https://forge.example/keepers/lamp";
  expect(provenanceFields(home, "packages/rpc", {})).toEqual({
    repository: { type: "git", url: `git+${home}.git`, directory: "packages/rpc" },
  });
  expect(
    provenanceFields(home, "packages/rpc", { GITHUB_SERVER_URL: "https://forge.example" }),
  ).toMatchObject({ homepage: `${home}/tree/HEAD/packages/rpc#readme` });
});
