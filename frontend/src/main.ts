import "./styles/tokens.css";
import "./styles/status.css";
import "./styles/base.css";
import "./styles/print.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { locale } from "./i18n/locale.svelte";
import { fetchAhead } from "./routing/ahead";
import { reloadOnline } from "./routing/reload";
import { router } from "./routing/router.svelte";
import { screens } from "./routing/screens.svelte";

// An `await` outside of a function would make the bundler move what the screens share into many more files.
void start();

async function start(): Promise<void> {
  const target = document.getElementById("app");
  if (target === null) throw new Error("index.html has no #app");
  void screens.open(router.current.page);
  try {
    await locale.load();
  } catch {
    // Nothing can be shown without texts.
    return reloadOnline();
  }
  // A public page comes with its content, which stays until the app can take its place.
  target.replaceChildren();
  // The build drops it with all that it imports.
  if (import.meta.env.DEV && location.hash.startsWith("#/gallery")) {
    return (await import("../gallery/start")).openGallery(target);
  }
  mount(App, { target });
  fetchAhead();
}
