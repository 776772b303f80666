import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, ErrorInfo } from "../messages/common.js";
import { flag, list, map, message, optional, type Schema, text } from "../wire.js";
import { StringsResults } from "./key-updater.js";

export interface CloudRegion {
  name: string;
}
export const CloudRegion: Schema<CloudRegion> = message({ name: text });

/** Where machines are from; a cloud of the type `manual` has those that were there before. */
export interface CloudDescription {
  type: string;
  "auth-types"?: string[];
  regions?: CloudRegion[];
  "is-controller-cloud"?: boolean;
}
export const CloudDescription: Schema<CloudDescription> = message({
  type: text,
  "auth-types": optional(list(text)),
  regions: optional(list(CloudRegion)),
  "is-controller-cloud": optional(flag),
});

export interface CloudsResult {
  /** By tag. */
  clouds?: Record<string, CloudDescription>;
}
export const CloudsResult: Schema<CloudsResult> = message({
  clouds: optional(map(CloudDescription)),
});

export interface CloudResult {
  cloud?: CloudDescription;
  error?: ErrorInfo;
}
export const CloudResult: Schema<CloudResult> = message({
  cloud: optional(CloudDescription),
  error: optional(ErrorInfo),
});

export interface CloudResults {
  results?: CloudResult[];
}
export const CloudResults: Schema<CloudResults> = message({
  results: optional(list(CloudResult)),
});

export interface UserCloud {
  "user-tag": TagText;
  "cloud-tag": TagText;
}
export const UserCloud: Schema<UserCloud> = message({ "user-tag": text, "cloud-tag": text });

export interface UserClouds {
  "user-clouds"?: UserCloud[];
}
export const UserClouds: Schema<UserClouds> = message({
  "user-clouds": optional(list(UserCloud)),
});

/** The clouds of a controller, and who has which credentials for them. */
export interface CloudMethods {
  Clouds(params: Empty): CloudsResult;
  Cloud(params: Entities): CloudResults;
  UserCredentials(params: UserClouds): StringsResults;
}

export const Cloud: Facade<CloudMethods> = defineFacade<CloudMethods>({
  name: "Cloud",
  version: 7,
  versions: [7, 8],
  methods: {
    Clouds: { params: Empty, result: CloudsResult },
    Cloud: { params: Entities, result: CloudResults },
    UserCredentials: { params: UserClouds, result: StringsResults },
  },
});
