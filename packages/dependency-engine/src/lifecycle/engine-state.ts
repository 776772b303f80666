/** The engine's own life: it takes installs while it runs, and ends once the last worker has. */
export type EngineState = "started" | "stopping" | "stopped";
