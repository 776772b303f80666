import { type ConnectPlugin, defineConnectPlugin, type OptionsOf } from "@holdfast/connect";
import * as v from "valibot";

import { SecretConnect } from "./secret-connect.ts";
import { commandSource, fileSource } from "./secret-source.ts";

export { SecretConnect, type SecretConnectOptions } from "./secret-connect.ts";
export { commandSource, fileSource, SecretError, type SecretSource } from "./secret-source.ts";

/** ms; asking more often than each second is of no use to anybody. */
const interval = v.optional(v.pipe(v.number(), v.minValue(1000)), 60_000);

const options = v.union([
  v.strictObject({ file: v.pipe(v.string(), v.nonEmpty()), interval }),
  v.strictObject({
    command: v.pipe(v.array(v.string()), v.minLength(1)),
    /** ms */
    timeout: v.optional(v.pipe(v.number(), v.minValue(1)), 10_000),
    interval,
  }),
]);

const plugin: ConnectPlugin<OptionsOf<typeof options>> = defineConnectPlugin({
  name: "secret",
  apiVersion: 1,
  options,
  connect(ports, given) {
    const source =
      "file" in given ? fileSource(given.file) : commandSource(given.command, given.timeout);
    return new SecretConnect(source, given, ports);
  },
});

export default plugin;
