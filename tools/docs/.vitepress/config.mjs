import fs from "node:fs";

import { defineConfig } from "vitepress";

const packages = new URL("../../../packages/", import.meta.url);

/** The published packages, as the API reference has them. */
function apiPages() {
  return fs
    .readdirSync(packages)
    .map((room) => new URL(`${room}/package.json`, packages))
    .filter((file) => fs.existsSync(file))
    .map((file) => JSON.parse(fs.readFileSync(file, "utf8")))
    .filter((manifest) => manifest.private !== true)
    .map(({ name }) => ({ text: name.replace("@holdfast/", ""), link: `/api/${name}/` }));
}

/** Makes a picture of a ```mermaid fence: see theme/mermaid-picture.vue. */
function drawMermaid(md) {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim() !== "mermaid") return fence(tokens, index, ...rest);
    return `<MermaidPicture source="${encodeURIComponent(content)}" />`;
  };
}

export default defineConfig({
  srcDir: "../../docs",
  outDir: "../../docs/.site",
  title: "Holdfast",
  description: "For agents that must stay connected to their controller for years",
  cleanUrls: true,
  // Browsers ask for an icon where none is named.
  head: [
    ["link", { rel: "icon", href: "data:," }],
    // The default has too little contrast for WCAG AA, as have the default colours of code.
    ["style", {}, ":root:root { --vp-code-lang-color: var(--vp-c-text-2); }"],
  ],
  lastUpdated: false,
  markdown: {
    config: drawMermaid,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    // Labels have the words that are read, for whoever speaks to a browser: here "Search", and the key K.
    search: {
      provider: "local",
      options: { translations: { button: { buttonText: "Search ", buttonAriaLabel: "Search K" } } },
    },
    notFound: { linkLabel: "Take me home" },
    outline: [2, 3],
    sidebar: [
      {
        text: "Start",
        items: [
          { text: "Your first agent", link: "/guide/first-agent" },
          { text: "Your first manifold", link: "/guide/first-manifold" },
          { text: "Your first plugin", link: "/guide/first-plugin" },
          { text: "Clients and dashboards", link: "/guide/clients" },
        ],
      },
      {
        text: "Understand",
        items: [
          { text: "Architecture", link: "/architecture" },
          { text: "Packages", link: "/architecture#packages" },
          { text: "Glossary", link: "/glossary" },
          { text: "Crash safety", link: "/prove" },
          { text: "For people who know Juju", link: "/from-juju" },
          { text: "Compared with others", link: "/comparisons" },
          { text: "Versions and promises", link: "/promises" },
          { text: "Plugins", link: "/plugins" },
        ],
      },
      {
        text: "Operate",
        items: [
          { text: "Operations", link: "/operations" },
          { text: "Many agents", link: "/fleet" },
          { text: "Error codes", link: "/error-codes" },
          { text: "Observability", link: "/guide/seeing" },
        ],
      },
      { text: "API", link: "/api/", collapsed: false, items: apiPages() },
    ],
  },
});
