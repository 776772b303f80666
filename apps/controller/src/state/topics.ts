declare const topic: unique symbol;

/** The name of something whose changes can be watched. */
export type Topic = string & { readonly [topic]: true };

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place that makes topics
const named = (name: string): Topic => name as Topic;

/** One agent: its life, its password, its coming and going. */
export const agentTopic = (model: string, tag: string): Topic => named(`agent ${model} ${tag}`);
/** Which agents a model has, and anything about any of them. */
export const agentsTopic = (model: string): Topic => named(`agents ${model}`);
/** One model: its life, its coming and going, its migration. */
export const modelTopic = (model: string): Topic => named(`model ${model}`);
/** One user: the password, what it may do, its going. */
export const userTopic = (name: string): Topic => named(`user ${name}`);
/** Which models there are. */
export const modelsTopic: Topic = named("models");
/** Which authorities are the controller's own, and what its server shows. */
export const authoritiesTopic: Topic = named("authorities");
/** Which certificates are good no more. */
export const revocationsTopic: Topic = named("revocations");
/** Which authorities may vouch for agents, besides our own. */
export const clientAuthoritiesTopic: Topic = named("client authorities");
/** The addresses that agents are told to use. */
export const addressesTopic: Topic = named("addresses");
