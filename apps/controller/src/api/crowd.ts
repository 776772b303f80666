/**
 * Strangers, up to a limit, by the network that each comes from. Who comes is let in, and the one that
 * has been there longest makes room, of the network that most are of: who only stays keeps nobody out,
 * and who means to log in has done so long before.
 */
export class Crowd<Member> {
  readonly #limit: number;
  readonly #evict: (member: Member) => void;
  readonly #networks = new Map<string, Set<Member>>();
  #size = 0;

  /** @param evict - ends the member, which has left the crowd already */
  constructor(limit: number, evict: (member: Member) => void) {
    this.#limit = limit;
    this.#evict = evict;
  }

  get size(): number {
    return this.#size;
  }

  enter(network: string, member: Member): void {
    const members = this.#networks.get(network) ?? new Set();
    if (members.has(member)) return;
    this.#networks.set(network, members.add(member));
    this.#size += 1;
    if (this.#size > this.#limit) this.#makeRoom();
  }

  leave(network: string, member: Member): void {
    const members = this.#networks.get(network);
    if (members?.delete(member) !== true) return;
    this.#size -= 1;
    if (members.size === 0) this.#networks.delete(network);
  }

  #makeRoom(): void {
    let network = "";
    let most: ReadonlySet<Member> = new Set();
    for (const [name, members] of this.#networks) {
      if (members.size > most.size) [network, most] = [name, members];
    }
    for (const oldest of most) {
      this.leave(network, oldest);
      this.#evict(oldest);
      return;
    }
  }
}
