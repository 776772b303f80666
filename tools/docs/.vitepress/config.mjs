import { defineConfig } from "vitepress";

export default defineConfig({
  srcDir: "../../docs",
  outDir: "../../docs/.site",
  title: "Holdfast",
  description: "Keeps a long-lived agent holding fast to its controller",
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    sidebar: [
      {
        text: "Guide",
        items: [
          { text: "Your first agent", link: "/guide/first-agent" },
          { text: "Your first manifold", link: "/guide/first-manifold" },
          { text: "Your first plugin", link: "/guide/first-plugin" },
        ],
      },
      {
        text: "Understand",
        items: [
          { text: "The house", link: "/architecture" },
          { text: "For people who know Juju", link: "/from-juju" },
          { text: "Compared with others", link: "/comparisons" },
        ],
      },
      {
        text: "Operate",
        items: [
          { text: "Years unattended", link: "/operations" },
          { text: "Seeing into an agent", link: "/guide/seeing" },
          { text: "The proof", link: "/prove" },
        ],
      },
      { text: "Reference", items: [{ text: "API", link: "/api/" }] },
    ],
  },
});
