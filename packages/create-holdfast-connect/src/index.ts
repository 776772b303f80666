// Make a plugin's package
export { createPackage, createPlugin } from "./create.js";
export { type Names, namesFrom } from "./names.js";
// Make packages of another kind, as create-holdfast-workers does
export type { Scaffold } from "./scaffold.js";
// Where its source is
export { repositoryPage } from "./repository-page.js";
export { type Repository, repositoryOf } from "./repository.js";
// As the command does
export { run, type Terminal } from "./run.js";
// What can be wrong
export { CreateError, type CreateErrorCode } from "./errors.js";
