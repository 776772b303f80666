import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Entities, ErrorInfo, ErrorResults } from "../messages/common.js";
import { StringsWatchResults } from "../messages/watch.js";
import { attributes, list, message, optional, type Schema, text } from "../wire.js";

/** What a user wants done on a machine. */
export interface Action {
  tag: TagText;
  receiver: string;
  name: string;
  parameters?: Record<string, unknown>;
}
export const Action: Schema<Action> = message({
  tag: text,
  receiver: text,
  name: text,
  parameters: optional(attributes),
});

export interface ActionResult {
  action?: Action;
  status?: string;
  message?: string;
  output?: Record<string, unknown>;
  error?: ErrorInfo;
}
export const ActionResult: Schema<ActionResult> = message({
  action: optional(Action),
  status: optional(text),
  message: optional(text),
  output: optional(attributes),
  error: optional(ErrorInfo),
});

export interface ActionResults {
  results?: ActionResult[];
}
export const ActionResults: Schema<ActionResults> = message({
  results: optional(list(ActionResult)),
});

export interface ActionsByReceiver {
  receiver?: string;
  actions?: ActionResult[];
  error?: ErrorInfo;
}
export const ActionsByReceiver: Schema<ActionsByReceiver> = message({
  receiver: optional(text),
  actions: optional(list(ActionResult)),
  error: optional(ErrorInfo),
});

export interface ActionsByReceivers {
  actions?: ActionsByReceiver[];
}
export const ActionsByReceivers: Schema<ActionsByReceivers> = message({
  actions: optional(list(ActionsByReceiver)),
});

export interface ActionExecutionResult {
  "action-tag": TagText;
  status: string;
  results?: Record<string, unknown>;
  message?: string;
}
export const ActionExecutionResult: Schema<ActionExecutionResult> = message({
  "action-tag": text,
  status: text,
  results: optional(attributes),
  message: optional(text),
});

export interface ActionExecutionResults {
  results?: ActionExecutionResult[];
}
export const ActionExecutionResults: Schema<ActionExecutionResults> = message({
  results: optional(list(ActionExecutionResult)),
});

/** What users want done on a machine, from being asked to being done. */
export interface MachineActionsMethods {
  RunningActions(params: Entities): ActionsByReceivers;
  WatchActionNotifications(params: Entities): StringsWatchResults;
  Actions(params: Entities): ActionResults;
  BeginActions(params: Entities): ErrorResults;
  FinishActions(params: ActionExecutionResults): ErrorResults;
}

export const MachineActions: Facade<MachineActionsMethods> = defineFacade<MachineActionsMethods>({
  name: "MachineActions",
  version: 1,
  methods: {
    RunningActions: { params: Entities, result: ActionsByReceivers },
    WatchActionNotifications: { params: Entities, result: StringsWatchResults },
    Actions: { params: Entities, result: ActionResults },
    BeginActions: { params: Entities, result: ErrorResults },
    FinishActions: { params: ActionExecutionResults, result: ErrorResults },
  },
});
