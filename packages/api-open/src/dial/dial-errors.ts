import { errorChain, errorText } from "@holdfast/ports";
import { ApiOpenError } from "../errors.js";

// How one attempt at one place can fail, from the outermost step to the innermost. The error that
// `open` rejects with is the most telling of them; `others` holds what else was tried, since one
// address may be down while another has the wrong certificate.

/** Any way in which no connection could be made. */
export abstract class DialError extends ApiOpenError {
  /** The failures at other addresses, and earlier ones at the same; empty where there were none. */
  others: readonly Error[] = [];
}

/** A host name has no address. */
export class ResolveError extends DialError {
  readonly code = "ERR_RESOLVE";

  constructor(host: string, options: { cause: unknown }) {
    super(`unable to connect to API: cannot resolve ${JSON.stringify(host)}`, options);
  }
}

/** Nothing listens there, or it cannot be reached. */
export class ConnectError extends DialError {
  readonly code = "ERR_CONNECT";

  constructor(target: string, options: { cause: unknown }) {
    super(`unable to connect to API: ${target}: ${words(options.cause)}`, options);
  }
}

/** The proxy cannot be reached, or refused to connect us. */
export class ProxyError extends DialError {
  readonly code = "ERR_PROXY";

  constructor(proxy: string, what: string, options?: { cause: unknown }) {
    super(`unable to connect to API: proxy ${proxy}: ${what}`, options);
  }
}

/** The proxy answered, and will not connect us: with a status below 500, such as 407. */
export class ProxyRefusedError extends ProxyError {
  readonly status: number;

  /** @param standard - the standard text of the status: a proxy's own words may repeat a password */
  constructor(proxy: string, status: number, standard = "") {
    super(proxy, `refused: ${status} ${standard}`.trim());
    this.status = status;
  }
}

/** The proxy's URL cannot be used; its value, which may hold a password, is told nowhere. */
export class ProxySettingError extends DialError {
  readonly code = "ERR_PROXY_SETTING";

  constructor(why: string) {
    super(
      `the URL of the HTTP proxy (HTTPS_PROXY in the environment) cannot be used: ${why}; ` +
        "write http://[user:password@]host:port, in user and password %25 for %, %23 for #, %40 for @",
    );
  }
}

/** The TLS handshake failed, for another reason than the certificate. */
export class TlsError extends DialError {
  readonly code = "ERR_TLS";

  constructor(target: string, what: string, options?: { cause: unknown }) {
    super(`unable to connect to API: ${target}: TLS handshake failed: ${what}`, options);
  }
}

/** Why a certificate was refused. */
export type CertificateProblem =
  | "expired"
  | "not yet valid"
  | "other"
  | "unknown authority"
  | "wrong name";

/** What a certificate was held against: the configured CA, or public roots where none is configured. */
export type TrustedRoots = "configured" | "public";

/** The certificate does not prove that this is the controller. Never tried again by itself. */
export class CertificateError extends DialError {
  readonly code = "ERR_CERTIFICATE";
  readonly problem: CertificateProblem;

  constructor(
    target: string,
    problem: CertificateProblem,
    options: { cause: unknown; roots?: TrustedRoots },
  ) {
    const advice = problem === "other" ? words(options.cause) : adviceFor(problem, options.roots);
    super(`unable to connect to API: ${target}: certificate refused: ${advice}`, options);
    this.problem = problem;
  }
}

function adviceFor(problem: Exclude<CertificateProblem, "other">, roots?: TrustedRoots): string {
  return problem === "unknown authority" && roots === "public" ? NO_CA : ADVICE[problem];
}

const NO_CA =
  "no CA certificate is configured, and it was issued by no public authority; configure the controller's CA";

const ADVICE: Readonly<Record<Exclude<CertificateProblem, "other">, string>> = {
  expired: "it has expired; renew it, or correct this machine's clock",
  "not yet valid": "it is not valid yet; correct this machine's clock, or the controller's",
  "unknown authority":
    "it was not issued by the configured CA; check `cacert`, and that this is your controller",
  "wrong name": "it is for another name; this is not a controller, or the name to verify is wrong",
};

/** Something listens there, but will not speak the API: an HTTP answer other than 101. */
export class UpgradeRefusedError extends DialError {
  readonly code = "ERR_UPGRADE_REFUSED";
  /** The HTTP status; undefined where the answer was no HTTP, or the stream ended before one. */
  readonly status: number | undefined;

  constructor(target: string, what: string, options?: { cause?: unknown; status?: number }) {
    super(`unable to connect to API: ${target}: ${what}`, options);
    this.status = options?.status;
  }
}

/** No address answered in time. `cause` is the most telling failure until then, if there was any. */
export class DialTimeoutError extends DialError {
  readonly code = "ERR_DIAL_TIMEOUT";

  constructor(what: string, ms: number, options?: { cause?: unknown }) {
    super(`unable to connect to API: ${what} did not answer within ${ms} ms`, options);
  }
}

/** The error's message; for several addresses of one host that failed together, the messages of all. */
function words(error: unknown): string {
  const [, ...members] = error instanceof AggregateError ? errorChain(error) : [];
  return members.length === 0 ? errorText(error) : members.map(errorText).join("; ");
}
