import { defineFacade, type Facade } from "../facade.js";
import { Empty, ErrorInfo } from "../messages/common.js";
import { list, message, optional, type Schema, text } from "../wire.js";

/** One of the controller's machines; its addresses as host:port. */
export interface ControllerDetails {
  "controller-id": string;
  "api-addresses": string[];
  error?: ErrorInfo;
}
export const ControllerDetails: Schema<ControllerDetails> = message({
  "controller-id": text,
  "api-addresses": list(text),
  error: optional(ErrorInfo),
});

export interface ControllerDetailsResults {
  results: ControllerDetails[];
}
export const ControllerDetailsResults: Schema<ControllerDetailsResults> = message({
  results: list(ControllerDetails),
});

/** Which machines a controller consists of, since Juju 4. */
export interface HighAvailabilityMethods {
  ControllerDetails(params: Empty): ControllerDetailsResults;
}

export const HighAvailability: Facade<HighAvailabilityMethods> =
  defineFacade<HighAvailabilityMethods>({
    name: "HighAvailability",
    version: 3,
    methods: { ControllerDetails: { params: Empty, result: ControllerDetailsResults } },
  });
