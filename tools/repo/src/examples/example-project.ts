// A project outside the repository in which the examples are compiled and run, against what
// `turbo run build` built.
import fs from "node:fs";
import path from "node:path";

import { temporaryFolder } from "../temporary-folder.ts";
import { root, workspacePackages } from "../workspace.ts";

/** Makes a project that has every package of ours, and every library that one of them stands on. */
export function makeExampleProject(): string {
  const folder = temporaryFolder("examples");
  const link = (name: string, target: string): void => {
    const at = path.join(folder, "node_modules", name);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    if (!fs.existsSync(at)) fs.symlinkSync(fs.realpathSync(target), at);
  };
  link("@types/node", path.join(root, "node_modules", "@types", "node"));
  for (const { name, folder: from, manifest } of workspacePackages()) {
    link(name, path.join(root, from));
    for (const library of Object.keys(manifest.dependencies ?? {})) {
      if (!library.startsWith("@holdfast/"))
        link(library, path.join(root, from, "node_modules", library));
    }
  }
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = {
    target: "es2024",
    lib: ["es2024", "esnext.disposable"],
    module: "nodenext",
    moduleDetection: "force",
    types: ["node"],
    strict: true,
    experimentalDecorators: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
  };
  fs.writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts"] }),
  );
  return folder;
}
