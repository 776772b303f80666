// The embedded controller, with machines whose agents may log in as fast as they like.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { startController } from "@holdfast/controller";
import type { ControllerPlace } from "./jobs.js";

export async function control(machines: number): Promise<ControllerPlace> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "holdfast-bench-"));
  process.on("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  const controller = await startController({
    dataDir,
    listen: "127.0.0.1:0",
    rateLimit: { max: 0, interval: 0 },
  });
  const { password } = await controller.setUserPassword({ name: "bench", access: "superuser" });
  const model = controller.controllerModelUuid;
  return {
    place: {
      wire: "wss",
      port: Number(controller.address.split(":").at(-1)),
      ca: controller.caCert,
    },
    machines: await Promise.all(Array.from({ length: machines }, () => controller.addMachine())),
    user: { tag: "user-bench", password, nonce: "", model },
  };
}
