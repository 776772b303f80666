import type { HostPort } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import {
  type ApiInfo,
  openReconnecting,
  type ReconnectingClient,
  type ReconnectingState,
} from "../src/index.js";
import { CONTROLLER, loginResult, PATIENT, TestController } from "./support/test-controller.js";

const SOON = { ...PATIENT, backoff: { delay: 1, reset: 0, jitter: { kind: "none" } } } as const;

/** Resolves at the next state of that kind. */
function next<Kind extends ReconnectingState["kind"]>(
  client: ReconnectingClient,
  kind: Kind,
): Promise<Extract<ReconnectingState, { readonly kind: Kind }>> {
  const isIt = (
    state: ReconnectingState,
  ): state is Extract<ReconnectingState, { readonly kind: Kind }> => state.kind === kind;
  return new Promise((resolve) => {
    const end = client.subscribe((state) => {
      if (!isIt(state)) return;
      end();
      resolve(state);
    });
  });
}

const announcing =
  (...servers: readonly HostPort[]) =>
  (): ReturnType<typeof loginResult> =>
    loginResult({ servers: [[...servers]] });

/** Says that the model is at the other controller. */
const sendingTo = (other: TestController) => (): never => {
  throw new ApiError("redirection to alternative server required", {
    code: "redirection required",
    info: {
      servers: [[other.announced]],
      "ca-cert": other.ca.cert,
      "controller-tag": `controller-${CONTROLLER}`,
    },
  });
};

const logins = ({ requests }: TestController): number =>
  requests.filter(({ facade, method }) => facade === "Admin" && method === "Login").length;

describe("a client that reconnects, and its controllers:", () => {
  test("a redirect is followed in the same attempt, and is where the next begins", async () => {
    await using there = await TestController.start();
    await using here = await TestController.start({ answers: { "Admin.Login": sendingTo(there) } });
    const seen: ReconnectingState[] = [];
    const onState = (state: ReconnectingState): void => void seen.push(state);
    await using client = await openReconnecting(here.info(), { ...SOON, onState });
    expect(seen).toMatchObject([
      { kind: "connecting", attempt: 1 },
      { kind: "redirected", addrs: [there.address], controllerTag: `controller-${CONTROLLER}` },
      { kind: "connected", connection: { addr: there.address } },
    ]);
    const again = next(client, "connected");
    there.cut();
    expect((await again).connection.addr).toBe(there.address);
    expect([logins(here), logins(there)]).toEqual([1, 2]);
  });

  test("where a redirect led is given up for what was given, once it leads nowhere", async () => {
    const there = await TestController.start();
    await using here = await TestController.start({ answers: { "Admin.Login": sendingTo(there) } });
    await using client = await openReconnecting(here.info(), SOON);
    here.answers = {};
    const again = next(client, "connected");
    await there[Symbol.asyncDispose]();
    expect((await again).connection.addr).toBe(here.address);
  });

  test("a refusal where a redirect led ends nothing; one where it was told to log in does", async () => {
    await using there = await TestController.start();
    await using here = await TestController.start({ answers: { "Admin.Login": sendingTo(there) } });
    await using client = await openReconnecting(here.info(), SOON);
    const refuse = (): never => {
      throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
    };
    there.answers = { "Admin.Login": refuse };
    here.answers = {};
    const again = next(client, "connected");
    there.cut();
    expect((await again).connection.addr).toBe(here.address);
    here.answers = { "Admin.Login": refuse };
    const closed = next(client, "closed");
    here.cut();
    expect((await closed).error).toMatchObject({ code: "unauthorized access" });
  });

  test("addresses that are announced are used from then on", async () => {
    await using other = await TestController.start();
    const first = await TestController.start({
      answers: { "Admin.Login": announcing(other.announced) },
    });
    await using client = await openReconnecting(first.info(), SOON);
    const again = next(client, "connected");
    await first[Symbol.asyncDispose]();
    expect((await again).connection.addr).toBe(other.address);
  });

  test("the address that worked last stays, should those announced lead nowhere", async () => {
    const gone = await TestController.start();
    const nowhere = gone.announced;
    await gone[Symbol.asyncDispose]();
    await using controller = await TestController.start({
      answers: { "Admin.Login": announcing(nowhere) },
    });
    await using client = await openReconnecting(controller.info(), SOON);
    const again = next(client, "connected");
    controller.cut();
    expect((await again).connection.addr).toBe(controller.address);
  });

  test("another word of the source counts more than what was announced", async () => {
    await using other = await TestController.start();
    await using announced = await TestController.start();
    await using first = await TestController.start({
      answers: { "Admin.Login": announcing(announced.announced) },
    });
    let info: ApiInfo = first.info();
    await using client = await openReconnecting(() => info, SOON);
    info = other.info();
    const again = next(client, "connected");
    first.cut();
    expect((await again).connection.addr).toBe(other.address);
    expect(logins(announced)).toBe(0);
  });

  test("controllers that send it back and forth are told apart from one that admits it", async () => {
    await using there = await TestController.start();
    await using here = await TestController.start({ answers: { "Admin.Login": sendingTo(there) } });
    there.answers = { "Admin.Login": sendingTo(here) };
    const stop = new AbortController();
    const errors: unknown[] = [];
    const onState = (state: ReconnectingState): void => {
      if (state.kind !== "waiting") return;
      errors.push(state.error);
      stop.abort(new Error("enough"));
    };
    const opening = openReconnecting(here.info(), { ...SOON, onState }, stop.signal);
    await expect(opening).rejects.toThrow("enough");
    expect(errors).toMatchObject([{ code: "redirection required" }]);
    expect(logins(here) + logins(there)).toBe(6); // and no more in one attempt
  });
});
