// A certificate authority that lives as long as the process, and leaves signed by it.
import { createAuthority, DAY, issueLeaf, type KeyedCertificate } from "@holdfast/certificates";

/** ms: so that tests of a renewal have a short time to skip. */
const LEAF_LIFETIME = 30 * DAY;

/** Signs leaves, good for 30 days. Its certificate is what an agent's `caCert` holds. */
export class TestAuthority {
  readonly #authority: KeyedCertificate;

  private constructor(authority: KeyedCertificate) {
    this.#authority = authority;
  }

  static async create(commonName: string): Promise<TestAuthority> {
    return new TestAuthority(await createAuthority(commonName, Date.now()));
  }

  get cert(): string {
    return this.#authority.cert;
  }

  /** A leaf for a controller: Juju's DNS names, and loopback. */
  issueServer(): Promise<KeyedCertificate> {
    const names = {
      dns: ["juju-apiserver", "localhost", "anything"],
      ip: ["127.0.0.1", "::1"],
    };
    const leaf = {
      commonName: "controller",
      names,
      use: "server",
      lifetime: LEAF_LIFETIME,
    } as const;
    return issueLeaf(this.#authority, leaf, Date.now());
  }

  /** A leaf that identifies a client by its common name. */
  issueClient(commonName: string): Promise<KeyedCertificate> {
    const leaf = {
      commonName,
      names: { dns: [], ip: [] },
      use: "client",
      lifetime: LEAF_LIFETIME,
    } as const;
    return issueLeaf(this.#authority, leaf, Date.now());
  }
}
