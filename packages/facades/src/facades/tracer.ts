import { defineFacade, type Facade } from "../facade.js";
import { Entity, ErrorInfo } from "../messages/common.js";
import { NotifyWatchResult } from "../messages/watch.js";
import { flag, message, optional, type Schema, text } from "../wire.js";

/** Where traces are to be sent; nothing where they are not. */
export interface TracingConfigResult {
  "http-endpoint"?: string;
  "grpc-endpoint"?: string;
  "ca-cert"?: string;
  "insecure-skip-verify"?: boolean;
  "stack-traces"?: boolean;
  "tail-sampling-threshold"?: string;
  error?: ErrorInfo;
}
export const TracingConfigResult: Schema<TracingConfigResult> = message({
  "http-endpoint": optional(text),
  "grpc-endpoint": optional(text),
  "ca-cert": optional(text),
  "insecure-skip-verify": optional(flag),
  "stack-traces": optional(flag),
  "tail-sampling-threshold": optional(text),
  error: optional(ErrorInfo),
});

/** How an agent traces itself, in Juju 4.1. */
export interface TracerMethods {
  GetControllerTracingConfig(params: Entity): TracingConfigResult;
  WatchControllerTracingConfig(params: Entity): NotifyWatchResult;
}

export const Tracer: Facade<TracerMethods> = defineFacade<TracerMethods>({
  name: "Tracer",
  version: 1,
  methods: {
    GetControllerTracingConfig: { params: Entity, result: TracingConfigResult },
    WatchControllerTracingConfig: { params: Entity, result: NotifyWatchResult },
  },
});
