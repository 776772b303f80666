/**
 * Bounds what each owner has open at once. Who comes is let in, and the owner's oldest makes room: an
 * agent whose connections hang without an end is not kept out by them.
 */
export class Seats {
  readonly #limit: number;
  readonly #taken = new Map<string, Set<() => void>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Takes a seat.
   *
   * @param leave - called once where a newcomer needs the seat
   * @returns what gives the seat back
   */
  take(owner: string, leave: () => void): () => void {
    const seats = this.#taken.get(owner) ?? new Set();
    this.#taken.set(owner, seats);
    const seat = (): void => leave();
    seats.add(seat);
    if (seats.size > this.#limit) {
      const [oldest] = seats;
      if (oldest !== undefined) {
        seats.delete(oldest);
        oldest();
      }
    }
    return () => {
      seats.delete(seat);
      if (seats.size === 0 && this.#taken.get(owner) === seats) this.#taken.delete(owner);
    };
  }
}
