import { type ConnectPlugin, defineConnectPlugin } from "@holdfast/connect";

import { OnlyConnect } from "./only-connect.js";

const plugin: ConnectPlugin<undefined> = defineConnectPlugin({
  name: "only",
  apiVersion: 1,
  connect: (ports) => new OnlyConnect(ports),
});

export default plugin;
