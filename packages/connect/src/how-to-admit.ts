/**
 * What to do about an agent that the controller refuses, without its last words. The command is the
 * embedded controller's; any controller has its own way to set a password.
 */
export function howToAdmit(who: string): string {
  return `To admit it, give it a new password on the controller (controller set-password ${who}), put that into agent.conf as oldpassword`;
}
