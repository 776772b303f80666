import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entity, ErrorResult } from "../messages/common.js";
import { NotifyWatchResult } from "../messages/watch.js";
import { flag, message, optional, type Schema, text } from "../wire.js";

/** The credential of the connection's model; none where the model's cloud asks for none. */
export interface ModelCredential {
  "model-tag": TagText;
  exists?: boolean;
  "credential-tag": TagText;
  valid?: boolean;
}
export const ModelCredential: Schema<ModelCredential> = message({
  "model-tag": text,
  exists: optional(flag),
  "credential-tag": text,
  valid: optional(flag),
});

export interface InvalidateCredentialArg {
  reason?: string;
}
export const InvalidateCredentialArg: Schema<InvalidateCredentialArg> = message({
  reason: optional(text),
});

/** Whether the cloud's credential is still good. Version 3 has only the first two methods. */
export interface CredentialValidatorMethods {
  ModelCredential(params: Empty): ModelCredential;
  WatchModelCredential(params: Empty): NotifyWatchResult;
  WatchCredential(params: Entity): NotifyWatchResult;
  InvalidateModelCredential(params: InvalidateCredentialArg): ErrorResult;
}

export const CredentialValidator: Facade<CredentialValidatorMethods> =
  defineFacade<CredentialValidatorMethods>({
    name: "CredentialValidator",
    version: 2,
    versions: [2, 3],
    methods: {
      ModelCredential: { params: Empty, result: ModelCredential },
      WatchModelCredential: { params: Empty, result: NotifyWatchResult },
      WatchCredential: { params: Entity, result: NotifyWatchResult },
      InvalidateModelCredential: { params: InvalidateCredentialArg, result: ErrorResult },
    },
  });
