import { IndexedDbEntryStore, type EntryStore } from "../drafts/entrystore";
import { stepIn, type Step } from "./step";

export type StepStore = EntryStore<Step>;

export const stepStore: StepStore = new IndexedDbEntryStore("steps", ({ id }) => id, stepIn);
