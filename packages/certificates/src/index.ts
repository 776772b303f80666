// Make certificates
export { createAuthority } from "./authority.js";
export { issueLeaf, type LeafUse, type NewLeaf } from "./leaf.js";
export type { KeyedCertificate } from "./key-pair.js";
// Decide whether to renew one
export { DAY, type LeafNames, stillServes } from "./validity.js";
