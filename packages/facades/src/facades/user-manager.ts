import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Entities, Entity, ErrorInfo, ErrorResults } from "../messages/common.js";
import { flag, list, message, nullableText, optional, type Schema, text } from "../wire.js";
import { EntityPasswords } from "./agent.js";

/** A person to be added. `password` is a secret: keep it out of every log. */
export interface AddUser {
  username: string;
  "display-name": string;
  password?: string;
}
export const AddUser: Schema<AddUser> = message({
  username: text,
  "display-name": text,
  password: optional(text),
});

export interface AddUsers {
  users: AddUser[];
}
export const AddUsers: Schema<AddUsers> = message({ users: list(AddUser) });

/** `secret-key` (base64) is what a person registers by who was given no password. */
export interface AddUserResult {
  tag?: TagText;
  "secret-key"?: string;
  error?: ErrorInfo;
}
export const AddUserResult: Schema<AddUserResult> = message({
  tag: optional(text),
  "secret-key": optional(text),
  error: optional(ErrorInfo),
});

export interface AddUserResults {
  results: AddUserResult[];
}
export const AddUserResults: Schema<AddUserResults> = message({ results: list(AddUserResult) });

/** Everybody where no entity is named. */
export interface UserInfoRequest {
  entities: Entity[];
  "include-disabled": boolean;
}
export const UserInfoRequest: Schema<UserInfoRequest> = message({
  entities: list(Entity),
  "include-disabled": flag,
});

/** Times are RFC 3339. */
export interface UserInfo {
  username: string;
  "display-name": string;
  access: string;
  "created-by": string;
  "date-created": string | null;
  "last-connection"?: string;
  disabled: boolean;
}
export const UserInfo: Schema<UserInfo> = message({
  username: text,
  "display-name": text,
  access: text,
  "created-by": text,
  "date-created": nullableText,
  "last-connection": optional(text),
  disabled: flag,
});

export interface UserInfoResult {
  result?: UserInfo;
  error?: ErrorInfo;
}
export const UserInfoResult: Schema<UserInfoResult> = message({
  result: optional(UserInfo),
  error: optional(ErrorInfo),
});

export interface UserInfoResults {
  results: UserInfoResult[];
}
export const UserInfoResults: Schema<UserInfoResults> = message({ results: list(UserInfoResult) });

/** The people who may log in. */
export interface UserManagerMethods {
  UserInfo(params: UserInfoRequest): UserInfoResults;
  AddUser(params: AddUsers): AddUserResults;
  RemoveUser(params: Entities): ErrorResults;
  EnableUser(params: Entities): ErrorResults;
  DisableUser(params: Entities): ErrorResults;
  SetPassword(params: EntityPasswords): ErrorResults;
}

export const UserManager: Facade<UserManagerMethods> = defineFacade<UserManagerMethods>({
  name: "UserManager",
  version: 3,
  methods: {
    UserInfo: { params: UserInfoRequest, result: UserInfoResults },
    AddUser: { params: AddUsers, result: AddUserResults },
    RemoveUser: { params: Entities, result: ErrorResults },
    EnableUser: { params: Entities, result: ErrorResults },
    DisableUser: { params: Entities, result: ErrorResults },
    SetPassword: { params: EntityPasswords, result: ErrorResults },
  },
});
