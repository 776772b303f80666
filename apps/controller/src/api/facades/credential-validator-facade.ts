import { CredentialValidator } from "@holdfast/facades";

import { scopeModel } from "../auth.js";
import { quietWatcher } from "../quiet-watchers.js";
import { agentsOnly, serve, type ServedFacade } from "../served-facade.js";

const before3 = (version: number): boolean => version < 3;

/** That the model has no credential, since its cloud asks for none, and that this is all right. */
export const credentialValidatorFacade: ServedFacade = serve(
  CredentialValidator,
  { on: ["model"], allows: agentsOnly },
  {
    ModelCredential: (_params, { scope }) => ({
      "model-tag": `model-${scopeModel(scope)}`,
      exists: false,
      "credential-tag": "",
      valid: true,
    }),
    WatchModelCredential: (_params, context) => quietWatcher(context),
    WatchCredential: (_params, context) => quietWatcher(context),
    InvalidateModelCredential: () => ({}),
  },
  { WatchCredential: before3, InvalidateModelCredential: before3 },
);
