/** The Juju whose client this one behaves as. */
export const CLIENT_VERSION = "3.6.0";
