import { defineFacade } from "../facade.js";
import { message, text } from "../wire.js";
import { LoginResult } from "./admin.js";
export const LoginRequestCompat = message({
  "login-request": message({ "auth-tag": text, credentials: text, nonce: text }),
  creds: message({ AuthTag: text, Password: text, Nonce: text }),
});
/**
 * Login as of 2014 to 2016, at `/`. No later Juju serves it; the embedded controller does, for agents
 * whose configuration names no model.
 */
export const AdminV1 = defineFacade({
  name: "Admin",
  version: 1,
  methods: { Login: { params: LoginRequestCompat, result: LoginResult } },
});
