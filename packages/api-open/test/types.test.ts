import { expect, test } from "vitest";
import type { Agent, FacadeClient } from "@holdfast/facades";
import {
  type ApiCaller,
  ApiError,
  type ApiErrorOf,
  type ApiInfo,
  apiOpen,
  type Connection,
  DischargeRequiredError,
  findApiError,
  isApiError,
  type LoginProvider,
  open,
  type OpenFunc,
  RedirectError,
  resultError,
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
  const kinds: OpenFunc[] = [open, apiOpen]; // as which they are handed on, whatever their defaults
  const right: ApiInfo = { addrs: ["10.0.0.1:17070"], tag: "machine-0", modelTag: "model-x" };
  // @ts-expect-error -- a model's tag is no machine's
  const wrong: ApiInfo = { addrs: [], modelTag: "machine-0" };
  const named = ({ controllerTag }: Connection): ApiInfo => ({
    addrs: [],
    // @ts-expect-error -- a controller's tag is not its UUID
    controllerUuid: controllerTag,
  });
  // @ts-expect-error -- without addresses there is nothing to open
  const none: ApiInfo = { tag: "machine-0" };
  expect([kinds.length, right, wrong, named, none]).toHaveLength(5);
});

test("macaroons are lists of lists, and a login provider must know its version", () => {
  const right: ApiInfo = { addrs: [], macaroons: [[{ i: "root" }, { i: "discharge" }]] };
  // @ts-expect-error -- one macaroon is no list of lists
  const wrong: ApiInfo = { addrs: [], macaroons: { i: "root" } };
  const provider: LoginProvider = {
    // @ts-expect-error -- before the login no version is announced
    login: (caller) => caller.call({ facade: "Admin", method: "Login" }),
    authHeader: () => "Bearer t",
  };
  expect([right, wrong, provider]).toHaveLength(3);
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

/** What `error` asks of us, told by its code alone. */
function advice(error: unknown): string {
  const refusal = findApiError(error, "not leader", "redirection required", "try again");
  if (refusal === undefined) return "give up";
  switch (refusal.code) {
    case "not leader":
      return `ask ${refusal.info?.["server-address"]}`;
    case "redirection required":
      return `go to ${refusal.info?.servers[0]?.[0]?.value}`;
    case "try again":
      // @ts-expect-error -- nothing is known of what comes along with this one
      return `wait ${refusal.info.seconds}`;
    // @ts-expect-error -- this one was not asked for
    case "dead":
      return "never";
    // No default: this does not compile with a case missing.
  }
}

test("a switch on the codes asked for is exhaustive, and knows what comes along with each", () => {
  const leader = { "server-address": "10.0.0.2:17070", "server-id": "2" };
  const servers = [[{ value: "10.0.0.9", type: "ipv4", scope: "", port: 1 }]];
  const errors = [
    resultError({ message: "no", code: "not leader", info: leader }),
    new ApiError("", { code: "redirection required", info: { servers } }),
    new ApiError("", { code: "try again", info: { seconds: 5 } }),
    new ApiError("", { code: "dead" }),
  ];
  const told = ["ask 10.0.0.2:17070", "go to 10.0.0.9", "wait 5", "give up"];
  expect(errors.map(advice)).toEqual(told);
});

test("an answer that is asked for by its code is of that type, and of no other", () => {
  const error: unknown = new ApiError("no", { code: "not leader" });
  const leader: ApiErrorOf<"not leader"> | undefined = findApiError(error, "not leader");
  const either = findApiError(error, "not leader", "dead");
  const id = either?.code === "not leader" ? either.info?.["server-id"] : undefined;
  // @ts-expect-error -- one that is dead tells of no server
  const dead = (): unknown => either?.code === "dead" && either.info["server-id"];
  // @ts-expect-error -- it is asked for by no code of a controller
  findApiError(error, "not leading");
  // @ts-expect-error -- nor this one
  isApiError(error, "");
  // @ts-expect-error -- nor without any
  isApiError(error);
  // @ts-expect-error -- an error of one code is none of another
  const other: ApiErrorOf<"dead"> | undefined = findApiError(error, "not leader");
  expect([leader, id, dead, other]).toHaveLength(4);
  const plain: ApiError | undefined = findApiError(error);
  expect(plain).toBe(error);
});

test("the errors of a login that carry more are of the union too", () => {
  const tell = (error: RedirectError | DischargeRequiredError): string =>
    error.code === "redirection required" ? error.info["ca-cert"] : typeof error.info.macaroon;
  const redirect: (error: RedirectError) => ApiErrorOf<"redirection required"> = (error) => error;
  const demand: (e: DischargeRequiredError) => ApiErrorOf<"macaroon discharge required"> = (e) => e;
  expect([tell, redirect, demand]).toHaveLength(3);
});
