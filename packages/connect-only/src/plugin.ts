import {
  CLOCK,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  type ConnectPlugin,
  defineConnectPlugin,
  LOGGER,
} from "@holdfast/connect";

import { OnlyConnect } from "./only-connect.js";

const plugin: ConnectPlugin<undefined> = defineConnectPlugin({
  name: "only",
  apiVersion: 1,
  register(container) {
    container.register(CONNECT_STRATEGY, {
      useFactory: (scope) =>
        new OnlyConnect({
          policy: scope.resolve(CONNECT_POLICY),
          clock: scope.resolve(CLOCK),
          logger: scope.resolve(LOGGER),
        }),
    });
  },
});

export default plugin;
