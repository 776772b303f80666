/** Who a model belongs to: `owner-tag` in Juju 3 and in the older versions of 4's facades. */
export interface OwnerFields {
  "owner-tag"?: string;
  qualifier?: string;
}

/** The owner as a facade's version says it; `qualified` where that is by a qualifier. */
export function ownerFields(owner: string, qualified: boolean): OwnerFields {
  return qualified ? { qualifier: owner } : { "owner-tag": `user-${owner}` };
}
