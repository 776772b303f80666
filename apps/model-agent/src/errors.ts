/** Every code of this program's own errors. */
export type ModelAgentErrorCode = "ERR_MODEL_LIST_DENIED";

/** The controller does not tell this machine which models there are. */
export class ModelListDeniedError extends Error {
  readonly code: ModelAgentErrorCode = "ERR_MODEL_LIST_DENIED";
  override readonly name = "ModelListDeniedError";

  constructor(options: { cause: unknown }) {
    super(
      "the controller does not tell this machine which models there are: name them with --models UUID,UUID, " +
        "or add the machine to the included controller with `add-machine --controller` " +
        "(Juju's own tells only its administrators)",
      options,
    );
  }
}
