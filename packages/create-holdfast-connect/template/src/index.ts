import {
  CLOCK,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  type ConnectPlugin,
  defineConnectPlugin,
  LOGGER,
} from "@holdfast/connect";

import { __CLASS__ } from "./strategy.ts";

export { __CLASS__, type Ports } from "./strategy.ts";

/** What an agent loads by `--connect __PACKAGE__`. */
const plugin: ConnectPlugin<undefined> = defineConnectPlugin({
  name: "__PLUGIN__",
  apiVersion: 1,
  register(container) {
    container.register(CONNECT_STRATEGY, {
      useFactory: (scope) =>
        new __CLASS__({
          policy: scope.resolve(CONNECT_POLICY),
          clock: scope.resolve(CLOCK),
          logger: scope.resolve(LOGGER),
        }),
    });
  },
});

export default plugin;
