import {
  Agent,
  type AgentEntity,
  type Entity,
  type EntityPassword,
  type ErrorResults,
} from "@holdfast/facades";

import { passwordFault } from "../../password-fault.js";
import type { Agent as AgentRecord } from "../../state/agent.js";
import { hashAgentPassword, verifyAgentPassword } from "../../state/password-hash.js";
import type { Store } from "../../state/store.js";
import { entityDead, permissionDenied } from "../api-errors.js";
import { ownEntity } from "../own-entity.js";
import { eachDone, eachResult } from "../results.js";
import {
  agentsOnly,
  type CallContext,
  callingAgent,
  serve,
  type ServedFacade,
} from "../served-facade.js";
import { notifyWatcher } from "../watched.js";
import { writes, type WritingContext, written } from "../writes.js";
import { controllerApiInfo } from "./api-addresses.js";
import { configMethods } from "./config-methods.js";
import { clearReboot } from "./reboot-facade.js";

/** What the machine is for, as Juju puts it; nothing for a unit. */
export function jobsOf(agent: AgentRecord): string[] {
  if (!agent.tag.startsWith("machine-")) return [];
  return agent.managesModels ? ["JobHostUnits", "JobManageModel"] : ["JobHostUnits"];
}

function containerTypeOf(agent: AgentRecord, { core }: CallContext): string {
  const { everyContainerType } = core.juju.traits;
  const isMachine = agent.tag.startsWith("machine-");
  return (isMachine ? everyContainerType : undefined) ?? agent.containerType;
}

/** Whether the password is another than before. */
function setPassword(tag: string, password: string, context: WritingContext): boolean {
  const agent = ownEntity(tag, context);
  const { refusals, traits } = context.core.juju;
  const fault = passwordFault(password);
  if (fault !== undefined) throw refusals.unfitPassword(tag, fault);
  if (agent.life === "dead" && !traits.deadSetPasswords) throw entityDead(tag);
  // Agents set the password they have at each connection; a thousand that come back at once should
  // not wait for a thousand writes that change nothing.
  if (verifyAgentPassword(password, agent.passwordHash)) return false;
  const hash = hashAgentPassword(password);
  context.core.ownPasswords.note(agent, hash);
  context.core.state.agents.setPassword(agent.model, agent.tag, hash);
  return true;
}

async function setPasswords(
  changes: readonly EntityPassword[],
  context: CallContext<Store>,
): Promise<ErrorResults> {
  const { done, isOther } = await written(context, (writing) => {
    let another = false;
    const results = eachDone(changes, ({ tag, password }) => {
      another = setPassword(tag, password, writing) || another;
    });
    return { done: results, isOther: another };
  });
  // Each agent changes nothing but its own.
  const { model, tag } = callingAgent(context.auth);
  if (isOther) context.core.logger.info("password changed", { tag, model });
  return done;
}

const BLANK: AgentEntity = { life: "", jobs: [], "container-type": "" };

function controllersOnly(context: CallContext): void {
  if (!callingAgent(context.auth).managesModels) throw permissionDenied();
}

/** What an agent asks and says about itself. */
export const agentFacade: ServedFacade = serve(
  Agent,
  { on: ["model"], allows: agentsOnly },
  {
    GetEntities: ({ entities }, context) => ({
      entities: eachResult<Entity, AgentEntity>(entities, BLANK, ({ tag }) => {
        const agent = ownEntity(tag, context);
        return {
          life: agent.life,
          jobs: jobsOf(agent),
          "container-type": containerTypeOf(agent, context),
        };
      }),
    }),
    SetPasswords: ({ changes }, context) => setPasswords(changes, context),
    ClearReboot: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => clearReboot(tag, context)),
    ),
    // A cloud's credentials never change here: the watcher exists, and stays quiet.
    WatchCredentials: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, () => {
        controllersOnly(context);
        return notifyWatcher(context, [], () => undefined);
      }),
    }),
    // It would hand out the authority's key: nobody needs that here, a controller's machine least.
    StateServingInfo: () => {
      throw permissionDenied();
    },
    IsMaster: (_params, context) => {
      controllersOnly(context);
      return { master: true };
    },
    ...configMethods,
    ControllerAPIInfoForModels: ({ entities }, { core }) => controllerApiInfo(entities, core),
  },
);
