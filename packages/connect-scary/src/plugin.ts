import { type ConnectPlugin, defineConnectPlugin } from "@holdfast/connect";

import { ScaryConnect } from "./scary-connect.js";

const plugin: ConnectPlugin<undefined> = defineConnectPlugin({
  name: "scary",
  apiVersion: 1,
  connect: (ports) => new ScaryConnect(ports),
});

export default plugin;
