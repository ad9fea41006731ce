import { defineConfig } from "vite";
import { leafletStyles } from "./leaflet.ts";

// The map for other sites. A build of its own: it shares no file with the app, whose files begin the app.
export default defineConfig({
  plugins: [leafletStyles()],
  publicDir: false,
  base: "/widget/",
  build: {
    target: "es2022",
    sourcemap: false,
    outDir: "dist/widget",
    rolldownOptions: {
      input: "src/embed/main.ts",
      output: {
        // The page that the server writes names these two files, so they have no hash and are asked for each time.
        entryFileNames: "embed.js",
        assetFileNames: "embed[extname]",
        chunkFileNames: "[name]-[hash].js",
      },
    },
  },
});
