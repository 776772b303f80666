import type { Store, StoreWriter } from "../state/store.js";
import type { ControllerCore } from "./controller-core.js";
import type { CallContext } from "./served-facade.js";

/** What a handler knows of a request while it writes: its state is a transaction. */
export type WritingContext = CallContext<StoreWriter>;

/**
 * A handler that is one transaction as a whole: answered once that is kept. It may be run more than once,
 * and so does nothing but read, check, and write its state.
 */
export function writes<Params, Result>(
  handler: (params: Params, context: WritingContext) => Result,
): (params: Params, context: CallContext<Store>) => Promise<Result> {
  return (params, context) => written(context, (writing) => handler(params, writing));
}

/** {@link writes} for a handler that has more to do than to write. */
export function written<Result>(
  context: CallContext<Store>,
  body: (context: WritingContext) => Result,
): Promise<Result> {
  return context.core.state.commit((tx) => body({ ...context, core: within(context.core, tx) }));
}

/** The same core, its state a transaction's. What it computes is still computed when it is asked for. */
function within(core: ControllerCore, tx: StoreWriter): ControllerCore<StoreWriter> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all of the core, and the state in its place
  return Object.create(core, {
    state: { value: tx, enumerable: true },
  }) as ControllerCore<StoreWriter>;
}
