import { list, message, optional, type Schema, text } from "../wire.js";
import { ErrorInfo } from "./common.js";

/** Where the controller of a model is to be found: host:port, and the certificate of its authority. */
export interface ControllerApiInfoResult {
  addresses: string[];
  /** PEM */
  cacert: string;
  error?: ErrorInfo;
}
export const ControllerApiInfoResult: Schema<ControllerApiInfoResult> = message({
  addresses: list(text),
  cacert: text,
  error: optional(ErrorInfo),
});

export interface ControllerApiInfoResults {
  results: ControllerApiInfoResult[];
}
export const ControllerApiInfoResults: Schema<ControllerApiInfoResults> = message({
  results: list(ControllerApiInfoResult),
});
