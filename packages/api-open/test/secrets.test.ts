import { inspect } from "node:util";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";
import { type DialOptions, open } from "../src/index.js";
import { createCa } from "./support/pki.js";
import { PATIENT, PASSWORD, TestController } from "./support/test-controller.js";

/** Everything that an error shows: to a log, to a report, to whoever prints it whole. */
function shown(error: unknown): string {
  const whole = inspect(error, { depth: 20, showHidden: true, getters: true });
  return `${whole}\n${JSON.stringify(error)}\n${String(error)}`;
}

describe("the password", () => {
  test("is in no error of open, whatever goes wrong, and in no log line", async () => {
    const lines: unknown[] = [];
    const note = (...line: unknown[]): void => void lines.push(line);
    const options: DialOptions = {
      ...PATIENT,
      logger: { debug: note, info: note, warn: note, error: note },
    };
    const wrongs = [
      () => {
        throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
      },
      () => {
        throw new ApiError("elsewhere", { code: "redirection required" });
      },
      () => ({ "discharge-required": {} }),
      () => ({ facades: 7 }),
      () => ({}),
    ];
    for (const login of wrongs) {
      // oxlint-disable-next-line no-await-in-loop -- one controller after the other
      await using controller = await TestController.start({ answers: { "Admin.Login": login } });
      // oxlint-disable-next-line no-await-in-loop
      const error = await open(controller.info(), options).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(shown(error)).not.toContain(PASSWORD);
    }
    await using refusing = await TestController.start({
      onUpgrade: (_request, socket) => {
        socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\nno");
        return true;
      },
    });
    const refused = await open(refusing.info(), options).catch((reason: unknown) => reason);
    expect(refused).toMatchObject({
      code: "ERR_UPGRADE_REFUSED",
      message: expect.stringMatching(/: no \(Bad Request\)$/u),
    });
    await using other = await TestController.start({ ca: await createCa("another CA") });
    const info = other.info({ caCert: refusing.ca.cert });
    const distrusted = await open(info, options).catch((reason: unknown) => reason);
    expect(distrusted).toMatchObject({ code: "ERR_CERTIFICATE" });
    for (const error of [refused, distrusted, lines]) {
      expect(shown(error)).not.toContain(PASSWORD);
      expect(shown(error)).not.toContain(Buffer.from(`machine-0:${PASSWORD}`).toString("base64"));
    }
  });

  test("is in nothing that a connection shows of itself", async () => {
    await using controller = await TestController.start();
    await using connection = await open(controller.info(), PATIENT);
    expect(shown(connection)).not.toContain(PASSWORD);
  });

  test("is in no error of a stream that is refused", async () => {
    await using controller = await TestController.start({
      onUpgrade: (request, socket) => {
        if (request.url?.includes("logsink") !== true) return false;
        socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        return true;
      },
    });
    await using connection = await open(controller.info(), PATIENT);
    const error = await connection.connectStream("/logsink").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ERR_UPGRADE_REFUSED", status: 403 });
    expect(shown(error)).not.toContain(Buffer.from(`machine-0:${PASSWORD}`).toString("base64"));
  });
});
