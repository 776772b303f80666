import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";

export interface PingerMethods {
  /** Says that the agent is there; without it the controller closes the connection after 3 minutes. */
  Ping(params: Empty): Empty;
  /** Says that no more pings will come. */
  Stop(params: Empty): Empty;
}

export const Pinger: Facade<PingerMethods> = defineFacade<PingerMethods>({
  name: "Pinger",
  version: 1,
  methods: {
    Ping: { params: Empty, result: Empty },
    Stop: { params: Empty, result: Empty },
  },
});
