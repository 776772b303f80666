/** What there is, for texts to be about. */
export interface Live {
  /** The tag of who asks. */
  readonly self: string;
  /** The model of its connection. */
  readonly model: string;
  readonly tags: readonly string[];
  readonly models: readonly string[];
  readonly users: readonly string[];
  /** Those that may be changed and taken away. */
  readonly spareModels: readonly string[];
  readonly spareUsers: readonly string[];
  /** A name that nothing has yet. */
  fresh(): string;
}
