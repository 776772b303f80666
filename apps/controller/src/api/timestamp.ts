/** A time, in ms since the epoch, as Juju writes it: RFC 3339. */
export const timestamp = (ms: number): string => new Date(ms).toISOString();
