import "./styles/tokens.css";
import "./styles/status.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { router } from "./routing/router.svelte";
import { screens } from "./routing/screens.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
void screens.open(router.current.page);
mount(App, { target });
// Loads the screens that most users open next, because the network may be gone by then.
addEventListener(
  "load",
  () => setTimeout(() => screens.fetchAhead(["map", "request", "mine", "city", "signin"]), 2_000),
  { once: true },
);
