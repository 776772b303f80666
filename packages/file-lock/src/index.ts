export { type FileLock, tryFileLock } from "./file-lock.js";
export {
  makePrivate,
  readTrustedFile,
  requireTrustedFile,
  requireTrustedFolder,
  UntrustedFileError,
} from "./trusted-file.js";
export { makeFolder, makePrivateFolder } from "./folder.js";
