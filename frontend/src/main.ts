import "./styles/tokens.css";
import "./styles/status.css";
import "./styles/base.css";
import "./styles/print.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { locale } from "./i18n/locale.svelte";
import { backoffMilliseconds, wait } from "./live/backoff";
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
    return reloadOnline();
  }
  mount(App, { target });
  // Loads the screens that most users open next, because the network may be gone by then.
  setTimeout(() => screens.fetchAhead(["map", "request", "mine", "city", "signin"]), 2_000);
}

/** Nothing can be shown without texts, and some browsers remember that a part could not be fetched: a reload helps. */
async function reloadOnline(): Promise<void> {
  if (!navigator.onLine) await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  await wait(backoffMilliseconds(3) + 1_000);
  location.reload();
}
