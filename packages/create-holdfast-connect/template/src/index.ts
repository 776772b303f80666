import { type ConnectPlugin, defineConnectPlugin } from "@holdfast/connect";

import { __CLASS__ } from "./strategy.ts";

export { __CLASS__ } from "./strategy.ts";

/** What an agent loads by `--connect __PACKAGE__`. */
const plugin: ConnectPlugin<undefined> = defineConnectPlugin({
  name: "__PLUGIN__",
  apiVersion: 1,
  connect: (ports) => new __CLASS__(ports),
});

export default plugin;
