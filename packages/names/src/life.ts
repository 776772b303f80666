/** How far the life of an entity has come: a machine, a unit, a model. It only goes forwards. */
export type Life = "alive" | "dying" | "dead";
