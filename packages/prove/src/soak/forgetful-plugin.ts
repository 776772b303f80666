// A connect strategy with one thing wrong: it tells the controller its new password, and forgets to write it
// down. A soak is worth something only where it finds it out.
import {
  ChangedPasswordError,
  type ConnectPlugin,
  connectFallback,
  defineConnectPlugin,
  generatePassword,
} from "@holdfast/connect";
import { setRemotePassword } from "@holdfast/connect/testing";

const plugin: ConnectPlugin<undefined> = defineConnectPlugin({
  name: "forgetful",
  apiVersion: 1,
  connect: () => ({
    connect: async (agent, apiOpen, signal) => {
      const config = agent.currentConfig();
      const info = config.apiInfo();
      if (info === undefined) throw new Error("no addresses");
      const passwords = [info.password ?? "", config.oldPassword];
      const { connection, password } = await connectFallback({ apiOpen, info, passwords, signal });
      if (password === info.password) return connection;
      await setRemotePassword(connection, config.tag, generatePassword());
      await connection.close();
      throw new ChangedPasswordError();
    },
  }),
});

export default plugin;
