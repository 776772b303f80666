import { defineFacade, type Facade } from "../facade.js";
import { Empty, ErrorInfo } from "../messages/common.js";
import { StringsWatchResult } from "../messages/watch.js";
import { integer, message, optional, type Schema } from "../wire.js";

export interface SshPortResult {
  port: number;
  error?: ErrorInfo;
}
export const SshPortResult: Schema<SshPortResult> = message({
  port: integer,
  error: optional(ErrorInfo),
});

/** Who wants to reach a machine through the controller's SSH server, in Juju 4.1. */
export interface SshSessionMethods {
  ControllerSSHPort(params: Empty): SshPortResult;
  WatchSSHConnRequest(params: Empty): StringsWatchResult;
}

export const SshSession: Facade<SshSessionMethods> = defineFacade<SshSessionMethods>({
  name: "SSHSession",
  version: 1,
  methods: {
    ControllerSSHPort: { params: Empty, result: SshPortResult },
    WatchSSHConnRequest: { params: Empty, result: StringsWatchResult },
  },
});
