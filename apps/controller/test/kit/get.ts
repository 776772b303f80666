import https from "node:https";

import type { Reachable } from "./test-controller.js";

/** The status and the body of the answer to a request by HTTPS. */
export function get(controller: Reachable, path: string): Promise<string> {
  const options = { ca: controller.caCert, servername: "juju-apiserver", agent: false };
  return new Promise((resolve, reject) => {
    https
      .get(`https://${controller.address}${path}`, options, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => (body += text));
        response.on("end", () => resolve(`${response.statusCode} ${body}`));
      })
      .on("error", reject);
  });
}
