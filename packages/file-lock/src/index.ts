export { type FileLock, tryFileLock } from "./file-lock.js";
