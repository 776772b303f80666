import type { JujuFacade } from "../../src/generate/index.js";

/** A facade with a message of every kind, as a schema file has it. */
export function lamps(version = 2): JujuFacade {
  return {
    Name: "LampKeeper",
    Version: version,
    Description: "LampKeeper looks after lamps.",
    AvailableTo: ["model-user"],
    Schema: {
      type: "object",
      properties: {
        Light: {
          type: "object",
          description: "Light lights them, and /* nothing */ else.\n@param lamps to light",
          properties: {
            Params: { $ref: "#/definitions/Lamp" },
            Result: { $ref: "#/definitions/Lights" },
          },
        },
        Quench: { type: "object" },
      },
      definitions: {
        Lights: {
          type: "object",
          properties: {
            lamps: { type: "array", items: { $ref: "#/definitions/Lamp" } },
            "by-name": {
              type: "object",
              patternProperties: { ".*": { $ref: "#/definitions/Lamp" } },
            },
          },
          required: ["lamps", "by-name"],
          additionalProperties: false,
        },
        Lamp: {
          type: "object",
          properties: {
            name: { type: "string" },
            watts: { type: "number" },
            hours: { type: "integer" },
            lit: { type: "boolean" },
            since: { type: "string", format: "date-time" },
            config: { type: "object", additionalProperties: true },
            spares: { type: "array", items: { $ref: "#/definitions/Lamp" } },
            // An embedded struct, whose members are there besides.
            Bulb: { $ref: "#/definitions/Bulb" },
            socket: { type: "string" },
          },
          required: ["name", "watts", "lit", "since", "config", "Bulb", "socket"],
          additionalProperties: false,
        },
        Bulb: {
          type: "object",
          properties: { socket: { type: "string" } },
          required: ["socket"],
        },
        Unused: { type: "object", properties: { never: { type: "string" } } },
      },
    },
  };
}
