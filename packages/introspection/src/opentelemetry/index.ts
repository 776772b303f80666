// Send what is seen to OpenTelemetry
export { type Seen, sendTelemetry, type Telemetry } from "./send-telemetry.js";
