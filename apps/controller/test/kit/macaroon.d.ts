/** What the tests use of it; the package comes without types. */
declare module "macaroon" {
  export interface Macaroon {
    addThirdPartyCaveat(rootKey: Uint8Array, identifier: Uint8Array, location: string): void;
    verify(
      rootKey: Uint8Array,
      check: (condition: string) => string | null,
      discharges: readonly Macaroon[],
    ): void;
    exportJSON(): Readonly<Record<string, unknown>>;
  }
  export function newMacaroon(from: {
    readonly version: 2;
    readonly identifier: Uint8Array;
    readonly rootKey: Uint8Array;
  }): Macaroon;
  export function importMacaroon(json: unknown): Macaroon;
  export function importMacaroons(json: readonly unknown[]): Macaroon[];
  export function dischargeMacaroon(
    macaroon: Macaroon,
    getDischarge: (
      location: string,
      thirdPartyLocation: string,
      condition: Uint8Array,
      ok: (discharge: Macaroon) => void,
      failed: (error: unknown) => void,
    ) => void,
    ok: (all: readonly Macaroon[]) => void,
    failed: (error: unknown) => void,
  ): void;
}
