import type { ModelTag, Tag } from "@holdfast/names";

/** What the controller knows of its one agent. A scenario may change it at any time. */
export interface ControllerState {
  tag: Tag;
  model: ModelTag;
  controller: `controller-${string}`;
  /** Whether it has such an agent at all: if not, it refuses whatever the agent shows. */
  knowsAgent: boolean;
  /** The password that it accepts. */
  password: string;
  /** The nonce that the machine was provisioned with; '' for not yet. */
  nonce: string;
  life: string;
}
