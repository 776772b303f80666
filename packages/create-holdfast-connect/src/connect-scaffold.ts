import { namesFrom } from "./names.js";
import type { Scaffold } from "./scaffold.js";

export const connectScaffold: Scaffold = {
  command: "npm create holdfast-connect",
  makes:
    "Makes a connect plugin for Holdfast's agents, with source, types, conformance test, CI file and\nREADME.",
  example: "@acme/holdfast-connect-vault",
  defaultName: "holdfast-connect-example",
  home: new URL("../", import.meta.url),
  tests: "Holdfast's conformance suite: green, until you change src/strategy.ts",
  values: (name) => {
    const { packageName, plugin, className } = namesFrom(name);
    return { __PACKAGE__: packageName, __PLUGIN__: plugin, __CLASS__: className };
  },
  versions: { __CONNECT__: "@holdfast/connect", __TESTKIT__: "@holdfast/connect-testkit" },
};
