import { expect, test } from "vitest";
import type { Agent, FacadeClient } from "@holdfast/facades";
import {
  type ApiCaller,
  type ApiInfo,
  apiOpen,
  type Connection,
  open,
  type OpenFunc,
} from "../src/index.js";

test("a caller cannot close, a connection can, and one is the other", () => {
  const use = async (connection: Connection): Promise<void> => {
    const caller: ApiCaller = connection;
    // @ts-expect-error -- whoever only calls cannot close
    await caller.close();
    // @ts-expect-error -- nor dispose of it
    const disposed: AsyncDisposable = caller;
    // @ts-expect-error -- a caller is no connection
    const back: Connection = caller;
    await connection.close();
    expect([disposed, back]).toBeDefined();
  };
  expect(use).toBeTypeOf("function");
});

test("open and apiOpen are two of one kind, and info is checked by the compiler where it can be", () => {
  const kinds: OpenFunc[] = [open, apiOpen];
  const right: ApiInfo = { addrs: ["10.0.0.1:17070"], tag: "machine-0", modelTag: "model-x" };
  // @ts-expect-error -- a model's tag is no machine's
  const wrong: ApiInfo = { addrs: [], modelTag: "machine-0" };
  // @ts-expect-error -- without addresses there is nothing to open
  const none: ApiInfo = { tag: "machine-0" };
  expect([kinds.length, right, wrong, none]).toHaveLength(4);
});

test("a facade's client says what it takes and gives", () => {
  const use = async (agent: FacadeClient<typeof Agent>): Promise<string | undefined> => {
    const { entities } = await agent.GetEntities({ entities: [{ tag: "machine-0" }] });
    // @ts-expect-error -- life is text
    const life: number | undefined = entities[0]?.life;
    return String(life);
  };
  expect(use).toBeTypeOf("function");
});
