import { describe, expectTypeOf, test } from "vitest";

import type { Uuid } from "@holdfast/names";
import { agentPaths, createAgentConf } from "../src/index.js";
import type {
  Agent,
  AgentConfig,
  AgentConfigErrorCode,
  AgentConfigSetter,
  FileAgent,
  NewAgent,
} from "../src/index.js";

describe("the types", () => {
  test("let a snapshot be read and not written", () => {
    const write = (config: AgentConfig): void => {
      // @ts-expect-error -- a snapshot never changes
      config.oldPassword = "";
      // @ts-expect-error -- nor what is in it
      config.apiAddresses.push("10.0.0.1:1");
    };
    expectTypeOf(write).toBeFunction();
  });

  test("let only tags be tags", () => {
    const migrate = (setter: AgentConfigSetter): void => {
      // @ts-expect-error -- a UUID is not a tag
      setter.migrate({ model: "7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22" });
    };
    expectTypeOf(migrate).toBeFunction();
    const made = (uuid: Uuid, rest: Omit<NewAgent, "model" | "tag">): unknown => [
      // @ts-expect-error -- nor is one that the compiler knows, for a new agent's model
      createAgentConf({ ...rest, tag: "machine-0", model: uuid }),
      // @ts-expect-error -- or for the agent itself
      createAgentConf({ ...rest, tag: uuid, model: "model-x" }),
      // @ts-expect-error -- and it has no folder
      agentPaths("/var/lib/juju", uuid),
    ];
    expectTypeOf(made).toBeFunction();
  });

  test("close the set of codes, and make every agent of a file an agent", () => {
    expectTypeOf<"ERR_OTHER">().not.toExtend<AgentConfigErrorCode>();
    expectTypeOf<FileAgent>().toExtend<Agent>();
  });
});
