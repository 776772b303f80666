import {
  ApiError,
  type ApiInfo,
  type Connection,
  type OpenFunc,
  ShutdownError,
} from "@holdfast/api-open";

import type { Gate } from "../disk/gate.js";
import { afterSet, type ControllerState, type Delivery } from "./model-controller.js";

/** The controller that a process talks to, and how its next requests fare. */
export interface ModelNetwork {
  controller: ControllerState;
  /** Asked at each request; what it answers is consumed. */
  fares(call: "login" | "life" | "set"): Delivery;
  /** Told of each password that was sent to be set. */
  sent(password: string): void;
}

/** Opens connections to the model's controller: the seam behind which a strategy knows no more. */
export function modelOpen(network: ModelNetwork, gate: Gate): OpenFunc {
  return async (info) => {
    const password = info.password ?? "";
    await gate({ at: "controller", call: "login", password });
    const delivery = network.fares("login");
    if (delivery !== "applied" && delivery !== "refused") throw gone();
    if (delivery === "refused" || password !== network.controller.password) {
      throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
    }
    return connection(network, gate, info);
  };
}

function connection(network: ModelNetwork, gate: Gate, info: ApiInfo): Connection {
  const broken = new AbortController();
  const call: Connection["call"] = async ({ method, params }) => {
    if (broken.signal.aborted) throw gone();
    const asked = method === "SetPasswords" ? "set" : "life";
    const password = asked === "set" ? passwordIn(params) : "";
    await gate({ at: "controller", call: asked, password });
    const delivery = network.fares(asked);
    const fared = afterSet(network.controller, password, delivery);
    if (asked === "life") {
      if (delivery === "applied")
        return { entities: [{ life: "alive", jobs: [], "container-type": "" }] };
      if (delivery === "refused") throw busy();
      broken.abort(gone());
      throw gone();
    }
    network.sent(password);
    network.controller = fared.state;
    if (fared.outcome === "ok") return { results: [{}] };
    if (fared.outcome === "too short")
      return { results: [{ error: { message: "too short", code: "" } }] };
    if (fared.outcome === "error") throw busy();
    broken.abort(gone());
    throw gone();
  };
  const close = (): Promise<void> => Promise.resolve();
  return {
    call,
    close,
    [Symbol.asyncDispose]: close,
    facades: new Map([["Agent", [3]]]),
    bestFacadeVersion: (facade) => (facade === "Agent" ? 3 : 0),
    broken: broken.signal,
    connectStream: () => Promise.reject(gone()),
    isBroken: () => Promise.resolve(broken.signal.aborted),
    addr: info.addrs[0] ?? "",
    ipAddr: undefined,
    isProxied: false,
    modelTag: info.modelTag,
    controllerTag: undefined,
    authTag: info.tag,
    serverVersion: "3.6.0",
    apiHostPorts: [],
    publicDnsName: undefined,
    controllerAccess: undefined,
  };
}

function gone(): Error {
  return new ShutdownError("peer");
}

function busy(): Error {
  return new ApiError("try again", { code: "try again" });
}

function passwordIn(params: unknown): string {
  const text = JSON.stringify(params);
  return /"password":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? "";
}
