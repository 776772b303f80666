import { randomBytes } from "node:crypto";

import {
  type AddUser,
  type AddUserResult,
  type Entity,
  UserManager,
  type UserInfo,
  type UserInfoResult,
} from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";

import type { Store } from "../../../state/store.js";
import type { User } from "../../../state/user.js";
import { KEPT } from "../../../bounds.js";
import { permissionDenied } from "../../api-errors.js";
import { checkLength } from "../../kept-words.js";
import { eachDone, eachDoneLater, eachResult, eachResultLater } from "../../results.js";
import { type CallContext, serve, type ServedFacade, usersOnly } from "../../served-facade.js";
import { timestamp } from "../../timestamp.js";
import { writes, type WritingContext, written } from "../../writes.js";
import { aboutItself, isSuperuser, superusersOnly, userOf } from "./caller-rights.js";

/** Bytes of the key by which a person may register who was given no password. */
const SECRET_KEY_BYTES = 32;

function info(user: User): UserInfo {
  return {
    username: user.name,
    "display-name": user.displayName,
    access: user.access,
    "created-by": "admin",
    "date-created": timestamp(user.createdAt),
    ...(user.lastLogin === undefined ? {} : { "last-connection": timestamp(user.lastLogin) }),
    disabled: user.disabled,
  };
}

function userInfos(entities: readonly Entity[], all: boolean, context: CallContext): User[] {
  const { users } = context.core.state;
  if (entities.length > 0) return entities.map(({ tag }) => userOf(tag, context));
  const { auth } = context;
  const seen = isSuperuser(context)
    ? users.list()
    : users.list().filter(({ name }) => auth.kind === "user" && name === auth.user.name);
  return seen.filter(({ disabled }) => all || !disabled);
}

async function addUser(wanted: AddUser, context: CallContext<Store>): Promise<AddUserResult> {
  superusersOnly(context);
  const { core, signal } = context;
  const { username: name, password } = wanted;
  checkLength("a user's name", name, KEPT.name);
  checkLength("a user's display name", wanted["display-name"], KEPT.name);
  const { tag } = parseTagOf("user", `user-${name}`);
  const exists = (): ApiError =>
    new ApiError(`failed to create user: username unavailable: user already exists`, {
      code: "already exists",
    });
  if (core.state.users.find(name) !== undefined) throw exists();
  const secret = randomBytes(SECRET_KEY_BYTES).toString("base64");
  const passwordHash = await core.userPasswords.hash(password || secret, signal);
  const displayName = wanted["display-name"] || name;
  await core.state.commit(({ users }) => {
    // Another may have added it meanwhile.
    if (users.find(name) !== undefined) throw exists();
    users.put({ name, passwordHash, access: "login", displayName }, wallNow(core.clock));
  });
  core.logger.info("user added", { user: name });
  return password ? { tag } : { tag, "secret-key": secret };
}

async function setPassword(
  tag: string,
  password: string,
  context: CallContext<Store>,
): Promise<void> {
  aboutItself(tag, context);
  const { core, signal, auth } = context;
  const { name } = userOf(tag, context);
  if (password === "") throw new ApiError("password is empty", { code: "not valid" });
  const passwordHash = await core.userPasswords.hash(password, signal);
  if (auth.kind === "user" && auth.user.name === name) {
    core.ownPasswords.note({ model: "", tag }, passwordHash);
  }
  await written(context, (writing) => {
    const user = userOf(tag, writing);
    writing.core.state.users.put({ ...user, passwordHash }, wallNow(core.clock));
  });
  core.logger.info("password changed", { tag });
}

function disable(tag: string, disabled: boolean, context: WritingContext): void {
  superusersOnly(context);
  const { name } = userOf(tag, context);
  if (name === "admin") throw permissionDenied();
  context.core.state.users.setDisabled(name, disabled);
}

/** The people who may log in. */
export const userManagerFacade: ServedFacade = serve(
  UserManager,
  { on: ["controller"], allows: usersOnly },
  {
    UserInfo: (params, context) => {
      const { entities } = params;
      if (entities.length === 0) {
        const all = userInfos([], params["include-disabled"], context);
        return { results: all.map((user) => ({ result: info(user) })) };
      }
      return {
        results: eachResult<Entity, UserInfoResult>(entities, {}, ({ tag }) => {
          aboutItself(tag, context);
          return { result: info(userOf(tag, context)) };
        }),
      };
    },
    AddUser: async ({ users }, context) => ({
      results: await eachResultLater<AddUser, AddUserResult>(users, {}, (user) =>
        addUser(user, context),
      ),
    }),
    RemoveUser: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => {
        superusersOnly(context);
        const { name } = userOf(tag, context);
        if (name === "admin") throw permissionDenied();
        context.core.state.users.remove(name);
      }),
    ),
    EnableUser: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => disable(tag, false, context)),
    ),
    DisableUser: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => disable(tag, true, context)),
    ),
    SetPassword: ({ changes }, context) =>
      eachDoneLater(changes, ({ tag, password }) => setPassword(tag, password, context)),
  },
);
