/** What can be wrong with a connect plugin. */
export type ConnectPluginErrorCode =
  /** No package or file of that name is installed. */
  | "ERR_PLUGIN_NOT_FOUND"
  /** There is a module, and it is not a connect plugin. */
  | "ERR_PLUGIN_INVALID"
  /** It was written for another version of the contract. */
  | "ERR_PLUGIN_VERSION"
  /** It was installed under a name that is taken. */
  | "ERR_PLUGIN_DUPLICATE"
  /** The options do not fit the plugin's schema. */
  | "ERR_PLUGIN_OPTIONS"
  /** It registered no strategy. */
  | "ERR_PLUGIN_EMPTY"
  /** It threw, while being loaded or while registering. */
  | "ERR_PLUGIN_FAILED";

/** A connect plugin cannot be used. All of these are mistakes of configuration or of the plugin. */
export class ConnectPluginError extends Error {
  override readonly name = "ConnectPluginError";
  readonly code: ConnectPluginErrorCode;

  constructor(code: ConnectPluginErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
