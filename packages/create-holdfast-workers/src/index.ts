// Make a package of workers
export { createWorkers, workersScaffold } from "./scaffold.js";
export { type WorkersNames, workersNamesFrom } from "./names.js";
