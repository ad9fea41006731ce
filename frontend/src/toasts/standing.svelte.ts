import { t } from "../i18n/locale.svelte";
import { router } from "../routing/router.svelte";
import { outbox } from "../stores/outbox/outbox.svelte";
import { appUpdate } from "../worker/appupdate.svelte";
import { toasts } from "./toasts.svelte";

const updateKey = "update";

/** Asks whether a new version of the page may be loaded, while one waits. An effect. */
export function askForUpdate(): void {
  if (!appUpdate.isReady) return toasts.endKey(updateKey, "replaced");
  toasts.say({
    text: () => t("update-ready"),
    seconds: null,
    key: updateKey,
    testid: "update",
    action: {
      text: () => t("update-accept"), testid: "update-accept", leading: true, press: () => appUpdate.accept(),
    },
    closeText: () => t("update-later"),
    closeTestid: "update-later",
    ended: (how) => {
      if (how === "closed") appUpdate.isReady = false;
    },
  });
}

/** Says which reports have arrived that no form showed, until their author has read it. An effect. */
export class Arrivals {
  #said: readonly string[] = [];

  say(): void {
    const { arrivals } = outbox;
    this.#said
      .filter((said) => !arrivals.some(({ id }) => id === said))
      .forEach((id) => toasts.endKey(keyOf(id), "replaced"));
    for (const { id, number, notReplaced } of arrivals.filter((one) => !this.#said.includes(one.id))) {
      toasts.say({
        text: () =>
          notReplaced === null
            ? t("outbox-arrived", { number })
            : t("outbox-not-replaced", { number, old: notReplaced }),
        seconds: null,
        key: keyOf(id),
        testid: "outbox-arrived",
        closeTestid: "outbox-dismiss",
        link: { text: () => t("outbox-open"), href: () => router.href("request", id) },
        ended: () => outbox.dismiss(id),
      });
    }
    this.#said = arrivals.map(({ id }) => id);
  }
}

function keyOf(id: string): string {
  return `arrived ${id}`;
}
