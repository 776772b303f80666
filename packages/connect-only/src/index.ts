// Use it in code
export { OnlyConnect, type OnlyConnectOptions, onlyConnect } from "./only-connect.js";
// Use it by name: `--connect only`
export { default } from "./plugin.js";
