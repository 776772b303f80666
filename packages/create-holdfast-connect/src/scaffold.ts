/** A kind of package that a command makes: what is asked, what is filled in, and what is said. */
export interface Scaffold {
  /** As npm calls it: `npm create holdfast-connect`. */
  readonly command: string;
  /** What it makes, for `--help`. */
  readonly makes: string;
  /** A name that is an example. */
  readonly example: string;
  /** The name where nobody says one. */
  readonly defaultName: string;
  /** The folder of the command's own package: `template/` is in it, and its `package.json` has the versions. */
  readonly home: URL;
  /** What its tests are, for what is said in the end. */
  readonly tests: string;
  /**
   * What the marks of the template give way to, such as `__PACKAGE__`.
   *
   * @throws CreateError ERR_CREATE_NAME
   */
  values(packageName: string): Readonly<Record<string, string>>;
  /** The packages whose versions are filled in, by their marks: those of `home`'s devDependencies. */
  readonly versions: Readonly<Record<string, string>>;
}
