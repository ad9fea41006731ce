import { speech } from "../speech.svelte";
import { en } from "./en";
import { kk } from "./kk";
import { ru } from "./ru";
import type { OwnWords } from "./words";

const all = { kk, ru, en };

/** The texts in the present language; reactive where it is read. */
export function ownWords(): OwnWords {
  return all[speech.language];
}
