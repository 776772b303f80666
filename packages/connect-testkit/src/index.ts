// Is my strategy right? One call in a test file of vitest or node:test
export {
  type ConformanceSubject,
  describeConformance,
  mustDiffer,
  mustHold,
  type TestRunner,
} from "./conformance/conformance.js";
export { conformanceScenarios } from "./conformance/all-scenarios.js";
export type {
  Scenario,
  ScenarioGroup,
  StalledSource,
  StallSource,
} from "./conformance/scenario.js";
export type { SubjectSetup } from "./conformance/subject-setup.js";
export {
  runScenario,
  type RunScenarioOptions,
  type ScenarioResult,
} from "./conformance/run-scenario.js";
export { ConformanceError } from "./conformance/conformance-error.js";
export { fromPlugin } from "./conformance/from-plugin.js";
// What does it do here? One agent, one controller, one strategy
export { Scene, type SceneSetup } from "./scene.js";
export type { OpenedConnection, Outcome, SceneOptions, StrategyFactory } from "./scene-options.js";
export { SceneClock } from "./scene-clock.js";
// A controller on a real socket that does what it is told
export {
  type AcceptsLogin,
  type Answer,
  refuse,
  ScriptedController,
  type ScriptedRequest,
  testAuthority,
} from "./scripted-controller.js";
export type { ControllerState } from "./controller-state.js";
export { cutAfter, cutBefore, held, type HeldRequest, silence } from "./conformance/answers.js";
export { Journal, type JournalEntry } from "./journal.js";
// An agent whose disk can be told to fail, and one with a real one
export { AgentFiles } from "./agent-files.js";
export { type AgentRecord, MemoryAgent } from "./memory-agent.js";
export { everythingIn, LogRecorder } from "./log-recorder.js";
// Certificates for loopback
export { TestAuthority } from "./certificates.js";
export type { KeyedCertificate } from "@holdfast/certificates";
