import fs from "node:fs/promises";
import path from "node:path";

import { generatePassword, rotate, type RotationOptions } from "@holdfast/connect";
import { setRemotePassword } from "@holdfast/connect/testing";

import { wholeSteps } from "../stepped-strategy.js";
import { type Broken, withSteps } from "./broken.js";

const constant = "the same password for every agent";

/** Strategies that are wrong about the agent's entity, model and credentials. */
export const brokenCredentials = {
  "does not ask for the life of its entity": withSteps({ checkLife: () => Promise.resolve() }),
  "asks for the life last": withSteps({
    checkLife: () => Promise.resolve(),
    rotate: async (call, options) => {
      const outcome = await rotate(options);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the steps are only ever given a connection
      await wholeSteps.checkLife(call, options.caller as never);
      return outcome;
    },
  }),
  "does not record the model": withSteps({ recordModel: () => Promise.resolve() }),
  "fails where the model cannot be recorded": withSteps({
    recordModel: ({ agent }, { modelTag }) =>
      agent.changeConfig((config) => {
        if (modelTag !== undefined) config.migrate({ model: modelTag });
      }),
  }),
  "records the model every time": withSteps({
    recordModel: ({ agent }) =>
      agent.changeConfig((config) => {
        config.migrate({ model: "model-00000000-0000-4000-8000-000000000000" });
      }),
  }),
  "leaves the credentials alone": withSteps({ rotate: () => Promise.resolve("kept") }),
  "tells the controller before the disk": withSteps({
    rotate: async (_call, options) => {
      if (hasOwn(options)) return rotate(options);
      const candidate = generatePassword();
      await tell(options, candidate);
      await write(options, candidate, options.accepted);
      return "replaced";
    },
  }),
  "makes a new candidate every time": replacing(() => generatePassword()),
  "makes the same candidate for everybody": replacing(() => constant),
  "proposes whatever it finds": withSteps({
    rotate: async (_call, options) => {
      const { agent, accepted } = options;
      const current = agent.currentConfig().apiInfo()?.password ?? "";
      if (current === "" || current === accepted) return rotate(options);
      await write(options, current, accepted);
      await tell(options, current);
      return "replaced";
    },
  }),
  "drops the old password": withSteps({
    rotate: async (_call, options) => {
      if (hasOwn(options)) return rotate(options);
      const candidate = generatePassword();
      await write(options, candidate, "");
      await tell(options, candidate);
      return "replaced";
    },
  }),
  "tells the controller another one": withSteps({
    rotate: async (_call, options) => {
      if (hasOwn(options)) return rotate(options);
      await write(options, generatePassword(), options.accepted);
      await tell(options, generatePassword());
      return "replaced";
    },
  }),
  "replaces its password at every login": withSteps({
    rotate: async (_call, options) => {
      const candidate = generatePassword();
      await write(options, candidate, options.accepted);
      await tell(options, candidate);
      return "replaced";
    },
  }),
  "takes any answer for a yes": withSteps({
    rotate: (_call, options) =>
      rotate({
        ...options,
        caller: withCall(options.caller, async (request) => {
          const answer = await options.caller.call(request);
          return request.method === "SetPasswords" ? { results: [{}] } : answer;
        }),
      }),
  }),
  "insists on writing": withSteps({
    rotate: async (_call, options) => {
      await options.agent.changeConfig((config) => config.setValue("seen", "yes"));
      return rotate(options);
    },
  }),
  "keeps a note of the password": withSteps({
    rotate: async (_call, options) => {
      const outcome = await rotate(options);
      const config = options.agent.currentConfig();
      const note = path.join(config.dataDir, "note");
      await fs.writeFile(note, config.apiInfo()?.password ?? "", { mode: 0o644 });
      return outcome;
    },
  }),
} satisfies Broken;

function hasOwn({ agent, accepted }: RotationOptions): boolean {
  return agent.currentConfig().apiInfo()?.password === accepted;
}

/** Replaces an accepted old password by what `make` makes, whatever was proposed before. */
function replacing(make: () => string): Broken[string] {
  return withSteps({
    rotate: async (_call, options) => {
      if (hasOwn(options)) return rotate(options);
      const candidate = make();
      await write(options, candidate, options.accepted);
      await tell(options, candidate);
      return "replaced";
    },
  });
}

function write({ agent }: RotationOptions, current: string, old: string): Promise<void> {
  return agent.changeConfig((config) => {
    config.setPassword(current);
    config.setOldPassword(old);
  });
}

function tell({ agent, caller, signal }: RotationOptions, password: string): Promise<void> {
  return setRemotePassword(caller, agent.currentConfig().tag, password, { signal });
}

/** The same caller, with one member of it replaced. */
function withCall(
  caller: RotationOptions["caller"],
  call: RotationOptions["caller"]["call"],
): RotationOptions["caller"] {
  return new Proxy(caller, {
    get: (target, member) => {
      if (member === "call") return call;
      const value: unknown = Reflect.get(target, member);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
