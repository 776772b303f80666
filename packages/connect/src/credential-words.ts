import { howToAdmit } from "./how-to-admit.js";

/** How a strategy speaks of what it logs in with, for verdicts that say what to do about it. */
export interface CredentialWords {
  /** What the controller does not take: `the controller does not take the access tokens of machine-0`. */
  refused(who: string): string;
  /** How to have it admitted, as a sentence without its full stop. */
  admit(who: string): string;
}

/** Of strategies that log in with the passwords of agent.conf. */
export const passwordWords: CredentialWords = {
  refused: (who) => `the controller refuses every password that ${who} knows`,
  admit: howToAdmit,
};
