// Every bound of what others can make the controller hold or do, in number, bytes and time. What is
// reached is refused with a code, or makes room for who comes; `worstCase` says what all of it takes.

/** Whoever has not logged in. */
export const STRANGERS = {
  /** ms for a TLS handshake, and again for the request's head. */
  handshake: 10_000,
  /** Bytes of a request's head. */
  head: 16_384,
  /** Sockets in their handshake or their request; the oldest of the largest network makes room. */
  sockets: 2000,
  /** WebSockets on which nobody has logged in, the anonymous among them; room is made alike. */
  sessions: 2000,
  /** ms after which such a session is closed. */
  session: 120_000,
  /** What a request may hold that comes before the login. */
  request: { values: 1000, characters: 32_768 },
  /** ms for a refused client to read why, and to go. */
  goodbye: 5000,
  /** Refused logins on one connection that are answered at once. */
  freeRefusals: 2,
  /** ms that the next is put off, and each one more by as much, up to `longestDelay`. */
  refusalDelay: 250,
  longestDelay: 2000,
  /** Lines that the log has about them: so many at once, and one more each `interval` ms. */
  refusalLines: { max: 20, interval: 1000 },
} as const;

/** Logins of agents that are let through: Juju's `agent-ratelimit-max` and `agent-ratelimit-rate`. */
export const LOGINS = {
  /** So many at once, and one more each `interval` ms; the next is told `try again`. */
  ofAgents: { max: 10, interval: 250 },
} as const;

/** Wrong passwords that are looked at: so many at once, and one more each `interval` ms. */
export const GUESSES = {
  /** Of one network, for agents: 4 a second, as many as logins of agents may be. */
  agentsOfNetwork: { max: 40, interval: 250 },
  /** Of one network, for users, whose passwords people think up, and whose checks take a tenth of a second. */
  usersOfNetwork: { max: 10, interval: 1000 },
  /** For one user, from wherever they come. */
  ofUser: { max: 20, interval: 5000 },
  /** From where that same user or agent has got in before: strangers beside it do not keep it out. */
  atHome: { max: 10, interval: 1000 },
  /**
   * Networks and users that are remembered, and again users and agents where they are at home; the
   * longest unheard of go first.
   */
  remembered: 20_000,
  /** Characters by which each of those is remembered. */
  name: 300,
} as const;

/** All connections. */
export const CONNECTIONS = {
  /** Sockets at once. */
  sockets: 10_000,
  /** Bytes of one message that a client may send: a thousand times an agent's usual one. */
  message: 262_144,
  /** Sessions of one agent to one model, and of one user; its oldest makes room. */
  sessionsOfAgent: 20,
  sessionsOfUser: 50,
  /** Streams of an agent's log, and of a user who follows a model's; the oldest makes room. */
  streamsOfAgent: 5,
  streamsOfUser: 10,
  /** Streams that follow a log, of all users. */
  followers: 200,
  /** Requests served at once on one connection: a Next for each watcher there may be, and some more. */
  serving: 1100,
  /** Bytes of all of them together, and again of those that wait. */
  servingBytes: 1_048_576,
  /** Bytes of messages that wait for their turn, above which no more is read. */
  waiting: 65_536,
  /** Bytes of answers that nobody reads, above which no more is read or answered. */
  unread: 1_048_576,
  /** ms after which who reads nothing is cut off. */
  stalled: 60_000,
} as const;

/** One call. */
export const CALLS = {
  /** Things that it may ask about. */
  bulk: 100,
  /** What its parameters may hold. */
  request: { values: 10_000, characters: 262_144 },
  /** Bytes of its answer. */
  answer: 16_777_216,
} as const;

/** Watchers: far more than any agent has, and a bound all the same. */
export const WATCHERS = {
  /** Of one agent or user in one model, over all of its connections. */
  ofEntity: 1000,
  /** Those that tell of everything, of one agent or user. */
  everythingOfEntity: 10,
  /** Changes that one answer tells of; more come with the next. */
  changes: 500,
} as const;

/** What an agent may have kept about itself. */
export const KEPT = {
  /** Characters of its status, of what it says about it, and of the data as JSON. */
  status: 256,
  statusInfo: 4096,
  statusData: 16_384,
  /** Addresses, and characters of each of their parts. */
  addresses: 256,
  address: 256,
  hostname: 253,
  version: 128,
  /** Models that one user who is no superuser may have. */
  modelsOfUser: 500,
  /** Characters of a user's name, and of a value of a model's configuration, such as its SSH keys. */
  name: 256,
  configValue: 65_536,
} as const;

/** Log streams. */
export const LOGS = {
  /** Bytes kept of each agent's log, and of all. */
  ofAgent: 8_388_608,
  ofAll: 268_435_456,
  /** Characters of a record's text, and of its time, module, location and level. */
  text: 4096,
  label: 256,
  /** Records read at once. */
  batch: 200,
  /** Bytes that may wait for a client that reads slowly. */
  unread: 262_144,
  /** How far back the records that are there already are looked through. */
  lookedThrough: 10_000,
  /** Filters of one kind in a request. */
  filters: 100,
} as const;

/** Users' passwords: each check takes 32 MiB and a tenth of a second of a core. */
export const PASSWORDS = {
  atOnce: 1,
  /** How many may wait, of all and of one network; the next is told `try again`. */
  waiting: 16,
  waitingOfNetwork: 6,
  bytes: 33_554_432,
  /** Users whose last right password is known again at once. */
  remembered: 1000,
} as const;

/** Bytes of a socket with its TLS, its WebSocket and our own objects. */
const SOCKET = 102_400;
/** Bytes of what is remembered about one network, user or agent, besides its name. */
const REMEMBERED = 400;
/** ms */
const DAY = 86_400_000;

/** What others can make the controller hold at the worst, in bytes, but where it says something else. */
export interface WorstCase {
  /** All strangers together, whatever they do. */
  readonly strangers: number;
  /** Users' passwords that are looked at, and what is remembered of those that were right. */
  readonly passwords: number;
  /** What is remembered of who guessed. */
  readonly guesses: number;
  /** No bytes: the passwords of one user that all strangers together try in a day. */
  readonly guessesOfUserPerDay: number;
  /** No bytes either: those that one network tries in which the user itself has been. */
  readonly guessesAtHomePerDay: number;
  /** One agent that is let in, over all of its connections. */
  readonly agent: number;
  /** One user that is let in: the same, and two answers of the longest. */
  readonly user: number;
}

/** What follows from the bounds. */
export function worstCase(): WorstCase {
  const { message, waiting, servingBytes, unread } = CONNECTIONS;
  // One message that comes in, one that waits beside as much as may, and the requests in work.
  const stranger = SOCKET + message + waiting + message;
  const session = stranger + 2 * servingBytes + unread;
  return {
    strangers: STRANGERS.sockets * (SOCKET + STRANGERS.head) + STRANGERS.sessions * stranger,
    passwords: PASSWORDS.atOnce * PASSWORDS.bytes + PASSWORDS.remembered * REMEMBERED,
    guesses: 2 * GUESSES.remembered * (REMEMBERED + 2 * GUESSES.name),
    guessesOfUserPerDay: perDay(GUESSES.ofUser),
    guessesAtHomePerDay: perDay(GUESSES.atHome),
    agent: CONNECTIONS.sessionsOfAgent * session,
    user: CONNECTIONS.sessionsOfUser * session + 2 * CALLS.answer,
  };
}

function perDay({ max, interval }: { readonly max: number; readonly interval: number }): number {
  return max + Math.ceil(DAY / interval);
}
