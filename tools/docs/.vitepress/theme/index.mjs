import DefaultTheme from "vitepress/theme";

import MermaidPicture from "./mermaid-picture.vue";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("MermaidPicture", MermaidPicture);
  },
};
