import { open } from "@holdfast/api-open";
import {
  type ApiInfo,
  connectFallback,
  type FallbackLogin,
  hasCode,
  knownPasswords,
  sleep,
} from "@holdfast/connect";

import { type Call, SteppedStrategy, type Steps, wholeSteps } from "../stepped-strategy.js";
import { type Broken, withSteps } from "./broken.js";

type Policy = Call["ports"]["policy"];

/** Strategies that are wrong about the login. */
export const brokenLogins = {
  "knows only the current password": withSteps({
    passwords: ({ config }) => [config.apiInfo()?.password ?? ""],
  }),
  "tries the old password first": withSteps({
    passwords: ({ config }) => knownPasswords(config).toReversed(),
  }),
  "tries whatever stands in the file, also nothing": withSteps({
    login: (call) => tryAll(call, (error) => hasCode(error, "unauthorized access")),
  }),
  "tries the next password after any failure": withSteps({
    login: (call) => tryAll(call, () => true),
  }),
  "tries again by itself": withSteps({
    login: (call, passwords) =>
      wholeSteps.login(call, passwords).catch(() => wholeSteps.login(call, passwords)),
  }),
  "forgets the nonce": withInfo((info) => ({ ...info, nonce: "" })),
  "forgets the model": withInfo((info) => {
    const forgetful = { ...info };
    delete forgetful.modelTag;
    return forgetful;
  }),
  "uses the first address only": withInfo((info) => ({ ...info, addrs: info.addrs.slice(0, 1) })),
  "trusts anybody": withPolicy((policy) => ({
    ...policy,
    dial: { ...policy.dial, insecureSkipVerify: true },
  })),
  "has no time to dial": withPolicy((policy) => ({
    ...policy,
    dial: { ...policy.dial, dialTimeout: 5 },
  })),
  "opens connections in its own way": withSteps({
    login: (call, passwords) => wholeSteps.login({ ...call, apiOpen: open }, passwords),
  }),
  "does not wait for provisioning": withProvisioning({ limit: 0 }),
  "waits for provisioning for ever": withProvisioning({ limit: Infinity }),
  "waits in its own rhythm": withProvisioning({ interval: 11_000 }),
  "waits before it asks again": withSteps({
    login: async (call, passwords) => {
      const { provisioning } = call.ports.policy;
      try {
        const once = { provisioning: { ...provisioning, limit: 0 } };
        return await wholeSteps.login(withCallPolicy(call, once), passwords);
      } catch (error) {
        if (!hasCode(error, "not provisioned")) throw error;
        await sleep(provisioning.interval, call.ports);
        return wholeSteps.login(call, passwords);
      }
    },
  }),
  "takes every answer for `not provisioned`": withSteps({
    login: async (call, passwords) => {
      for (;;) {
        try {
          return await wholeSteps.login(call, passwords);
        } catch {
          await sleep(5_000, call.ports);
        }
      }
    },
  }),
  "reads its configuration once": (ports) => {
    const strategy = new SteppedStrategy(ports);
    let first: Call["config"] | undefined;
    return {
      connect: (agent, apiOpen, signal) => {
        first ??= agent.currentConfig();
        const config = first;
        const changeConfig = agent.changeConfig.bind(agent);
        return strategy.connect({ currentConfig: () => config, changeConfig }, apiOpen, signal);
      },
    };
  },
} satisfies Broken;

function withInfo(change: (info: ApiInfo) => ApiInfo): Broken[string] {
  const login: Steps["login"] = (call, passwords) =>
    wholeSteps.login(
      { ...call, apiOpen: (info, options, signal) => call.apiOpen(change(info), options, signal) },
      passwords,
    );
  return withSteps({ login });
}

function withPolicy(change: (policy: Policy) => Policy): Broken[string] {
  return (ports) => new SteppedStrategy({ ...ports, policy: change(ports.policy) });
}

function withProvisioning(change: Partial<Policy["provisioning"]>): Broken[string] {
  return withPolicy((policy) => ({
    ...policy,
    provisioning: { ...policy.provisioning, ...change },
  }));
}

function withCallPolicy(call: Call, change: Partial<Policy>): Call {
  return { ...call, ports: { ...call.ports, policy: { ...call.ports.policy, ...change } } };
}

/** The current and the old password, as they stand there, without any of connectFallback's care. */
async function tryAll(call: Call, goOn: (error: unknown) => boolean): Promise<FallbackLogin> {
  const { config, apiOpen, signal, ports } = call;
  const info = config.apiInfo();
  if (info === undefined) return connectFallback({ apiOpen, info: { addrs: [] }, passwords: [] });
  let last: unknown;
  for (const password of [info.password ?? "", config.oldPassword]) {
    try {
      const connection = await apiOpen({ ...info, password }, ports.policy.dial, signal);
      return { connection, password };
    } catch (error) {
      if (!goOn(error)) throw error;
      last = error;
    }
  }
  throw last;
}
