// What may happen to an agent on any day; the lives are made of these.
import { controllerDays } from "./controller-days.js";
import type { Disturbance } from "./disturbance.js";
import { hangingDays } from "./hanging-days.js";
import { surroundingDays } from "./surrounding-days.js";

export const disturbances: readonly Disturbance[] = [
  ...controllerDays,
  ...hangingDays,
  ...surroundingDays,
];
