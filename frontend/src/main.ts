import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { router } from "./routing/router.svelte";
import { screens } from "./routing/screens.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("index.html has no #app");
void screens.open(router.current.page);
mount(App, { target });
// The pages that are opened next by most people; on the way they may lose the network.
addEventListener(
  "load",
  () => setTimeout(() => screens.fetchAhead(["map", "request", "mine", "city", "signin"]), 2_000),
  { once: true },
);
