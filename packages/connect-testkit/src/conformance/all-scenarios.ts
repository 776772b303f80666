import { brokenRotationScenarios } from "./scenarios/broken-rotation.js";
import { faultScenarios } from "./scenarios/fault.js";
import { infoScenarios } from "./scenarios/info.js";
import { interruptionScenarios } from "./scenarios/interruption.js";
import { lifeScenarios } from "./scenarios/life.js";
import { loginScenarios } from "./scenarios/login.js";
import { modelScenarios } from "./scenarios/model.js";
import { ownershipScenarios } from "./scenarios/ownership.js";
import { provisioningScenarios } from "./scenarios/provisioning.js";
import { refusalScenarios } from "./scenarios/refusal.js";
import { resetScenarios } from "./scenarios/reset.js";
import { rotationScenarios } from "./scenarios/rotation.js";
import type { Scenario } from "./scenario.js";
import { secretsScenarios } from "./scenarios/secrets.js";
import { sourceScenarios } from "./scenarios/source.js";
import { untouchedScenarios } from "./scenarios/untouched.js";
import { givingUpScenarios } from "./scenarios/giving-up.js";

/** Every scenario of the suite, in the order of a connection's life. */
export const conformanceScenarios: readonly Scenario[] = [
  ...infoScenarios,
  ...loginScenarios,
  ...refusalScenarios,
  ...givingUpScenarios,
  ...provisioningScenarios,
  ...modelScenarios,
  ...lifeScenarios,
  ...rotationScenarios,
  ...brokenRotationScenarios,
  ...resetScenarios,
  ...untouchedScenarios,
  ...interruptionScenarios,
  ...faultScenarios,
  ...ownershipScenarios,
  ...secretsScenarios,
  ...sourceScenarios,
];
