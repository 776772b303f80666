import { defineFacade, type Facade } from "../facade.js";
import { Entities, ErrorResult } from "../messages/common.js";
import { list, map, message, optional, type Schema, text } from "../wire.js";

/** What somebody noted about an entity, by key. */
export interface AnnotationsGetResult {
  entity: string;
  annotations: Record<string, string>;
  error?: ErrorResult;
}
export const AnnotationsGetResult: Schema<AnnotationsGetResult> = message({
  entity: text,
  annotations: map(text),
  error: optional(ErrorResult),
});

export interface AnnotationsGetResults {
  results: AnnotationsGetResult[];
}
export const AnnotationsGetResults: Schema<AnnotationsGetResults> = message({
  results: list(AnnotationsGetResult),
});

/** Notes of people about what is in a model. */
export interface AnnotationsMethods {
  Get(params: Entities): AnnotationsGetResults;
}

export const Annotations: Facade<AnnotationsMethods> = defineFacade<AnnotationsMethods>({
  name: "Annotations",
  version: 2,
  methods: { Get: { params: Entities, result: AnnotationsGetResults } },
});
