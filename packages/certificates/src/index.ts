// Make certificates
export { createAuthority } from "./authority.js";
export { issueLeaf, type LeafUse, type NewLeaf } from "./leaf.js";
export type { KeyedCertificate } from "./key-pair.js";
// Keep a key behind a passphrase
export { decryptKey, encryptKey, isEncryptedKey } from "./encrypted-key.js";
// Decide whether to trust or to renew one
export { DAY, expiryOf, type LeafNames, RENEW_BEFORE, stillServes } from "./validity.js";
export { isIssuedBy, leadsTo } from "./trust.js";
