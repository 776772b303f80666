const pluginName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Whether `--connect` could say it: lower-case letters, digits and dashes. */
export function isPluginName(name: string): boolean {
  return pluginName.test(name);
}
