/** The Juju whose words we speak: clients choose what they know by it. */
export const SERVER_VERSION = "3.6.0";
