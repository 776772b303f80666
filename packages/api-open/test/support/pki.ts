import {
  createAuthority,
  DAY,
  issueLeaf as issue,
  type KeyedCertificate,
} from "@holdfast/certificates";

export type Ca = KeyedCertificate;
export type Leaf = KeyedCertificate;

export function createCa(name: string): Promise<Ca> {
  return createAuthority(name, Date.now());
}

/** A server's certificate. By default as a controller's: valid now, for its names. */
export function issueLeaf(
  ca: Ca,
  about: {
    dns?: readonly string[];
    ip?: readonly string[];
    /** Days from now. */
    from?: number;
    until?: number;
  } = {},
): Promise<Leaf> {
  const { dns = ["anything", "juju-apiserver", "juju-mongodb", "localhost"], ip = [] } = about;
  const { from = -1, until = 397 } = about;
  const now = Date.now();
  const validity = { validFrom: now + from * DAY, lifetime: until * DAY };
  return issue(
    ca,
    { commonName: "a controller", names: { dns, ip }, use: "server", ...validity },
    now,
  );
}
