// Use it in code
export { ScaryConnect, type ScaryConnectOptions, scaryConnect } from "./scary-connect.js";
// Use it by name: `--connect scary`
export { default } from "./plugin.js";
