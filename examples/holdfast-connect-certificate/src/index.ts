import { type ConnectPlugin, defineConnectPlugin, type OptionsOf } from "@holdfast/connect";
import * as v from "valibot";

import { CertificateConnect } from "./certificate-connect.ts";

export { CertificateConnect } from "./certificate-connect.ts";
export { CertificateKeeper, type CertificateOptions } from "./certificate-keeper.ts";
export {
  CertificateUnusableError,
  type ClientCertificate,
  isRenewalDue,
  renewalTime,
} from "./client-certificate.ts";
export { RenewalError } from "./renewal.ts";

const path = v.pipe(v.string(), v.nonEmpty());

const options = v.strictObject({
  certificate: path,
  key: path,
  renew: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  renewTimeout: v.optional(v.pipe(v.number(), v.minValue(1)), 30_000),
  renewAfter: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 2 / 3),
});

const plugin: ConnectPlugin<OptionsOf<typeof options>> = defineConnectPlugin({
  name: "certificate",
  apiVersion: 1,
  options,
  connect: (ports, given) => new CertificateConnect(given, ports),
});

export default plugin;
