import {
  Cloud,
  type CloudDescription,
  type CloudResult,
  type Entity,
  type StringsResult,
  type UserCloud,
} from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";

import { PROVIDER_TYPE } from "../../model-config.js";
import { eachResult } from "../../results.js";
import { serve, type ServedFacade, usersOnly } from "../../served-facade.js";
import { CLOUD_REGION, CLOUD_TAG } from "../model-description.js";
import { aboutItself } from "./caller-rights.js";

/** There is one cloud, of the machines that are added by hand, and it asks for no credentials. */
const ONLY: CloudDescription = {
  type: PROVIDER_TYPE,
  "auth-types": ["empty"],
  regions: [{ name: CLOUD_REGION }],
  "is-controller-cloud": true,
};

/** The one cloud. */
export const cloudFacade: ServedFacade = serve(
  Cloud,
  { on: ["controller"], allows: usersOnly },
  {
    Clouds: () => ({ clouds: { [CLOUD_TAG]: ONLY } }),
    Cloud: ({ entities }) => ({
      results: eachResult<Entity, CloudResult>(entities, {}, ({ tag }) => {
        if (tag === CLOUD_TAG) return { cloud: ONLY };
        throw new ApiError(`cloud ${JSON.stringify(tag.slice(0, 120))} not found`, {
          code: "not found",
        });
      }),
    }),
    UserCredentials: (params, context) => ({
      results: eachResult<UserCloud, StringsResult>(params["user-clouds"] ?? [], {}, (one) => {
        aboutItself(one["user-tag"], context);
        return { result: [] };
      }),
    }),
  },
);
