// How the house makes folders: Node's own recursive mkdir never returns in some places.
// @boundaries-ignore it must be readable before anything is built, and imports nothing but Node's own
export { makeFolder } from "../../../packages/file-lock/src/folder.ts";
