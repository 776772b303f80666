import { defineFacade } from "../facade.js";
import { Empty } from "../messages/common.js";
export const Pinger = defineFacade({
  name: "Pinger",
  version: 1,
  methods: {
    Ping: { params: Empty, result: Empty },
    Stop: { params: Empty, result: Empty },
  },
});
