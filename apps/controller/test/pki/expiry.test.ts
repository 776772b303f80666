import { createAuthority, DAY } from "@holdfast/certificates";
import { type LogFields, silentLogger } from "@holdfast/ports";
import { describe, expect, test } from "vitest";

import { CalendarClock } from "../kit/calendar-clock.js";
import { ran } from "../kit/in-process.js";
import { temporaryDirectory, testController } from "../kit/test-controller.js";

describe("the end of a certificate", () => {
  test("is announced 30 days ahead, in the log and by the status, and not before", async () => {
    const warned: string[] = [];
    const logger = {
      ...silentLogger,
      warn: (message: string, _fields?: LogFields) => void warned.push(message),
    };
    const clock = new CalendarClock(0);
    const controller = await testController({ clock, logger });
    const other = await createAuthority("a brief authority", Date.now(), 40 * DAY);
    await controller.setClientAuthorities([other.cert]);
    clock.pass(8);
    expect((await controller.status()).authority.warnings).toEqual([]);
    clock.pass(4);
    const warning = /client authority expires on \d{4}-\d\d-\d\d, in 27 days.*trust-client-ca/u;
    expect((await controller.status()).authority.warnings).toEqual([
      expect.stringMatching(warning),
    ]);
    await expect.poll(() => warned).toContainEqual(expect.stringMatching(warning));
    clock.pass(3620);
    expect((await controller.status()).authority.warnings.join()).toMatch(
      /authority expires.*ca rotate/u,
    );
  });

  test("of the authority is the end of what it signs, which is renewed until then", async () => {
    const clock = new CalendarClock(0);
    const controller = await testController({ clock });
    clock.pass(3640);
    const dates = async (): Promise<string[]> =>
      (await controller.status()).authority.certificates.map(({ expires }) => expires);
    await expect.poll(async () => new Set(await dates()).size).toBe(1);
  });

  test("is told to Prometheus", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    await controller.addMachine();
    const { out } = await ran(["metrics", "--data-dir", dataDir]);
    expect(out).toMatch(
      /^holdfast_controller_certificate_expiry_timestamp_seconds\{role="authority",fingerprint="[0-9a-f]{64}"\} \d+$/mu,
    );
    expect(out).toMatch(/^holdfast_controller_up 1$/mu);
    expect(out).toMatch(/^holdfast_controller_agents 1$/mu);
    expect(out).toMatch(/^holdfast_controller_certificate_warnings 0$/mu);
  });
});
