import { faultsOf, reportFields, type ReportField } from "../../domain/reportfaults";
import { t } from "../../i18n/locale.svelte";
import { fieldText } from "../../i18n/refusal";
import { catalogue } from "../city/catalogue.svelte";
import { report } from "./report.svelte";

type Values = Record<ReportField, string>;

/** What is wrong with the report in the form: what is missing, and what the server has refused. */
export class ReportCheck {
  /** Whether the author has tried to send it: what is missing is named from then on. */
  isAsked = $state(false);
  #refused: Values | null = $state.raw(null);

  /** Whether the report needs a text: a photo and the category may say enough. */
  get needsText(): boolean {
    const hasPhoto = report.photos.pictures.length > 0;
    return !hasPhoto || catalogue.category(report.draft.categoryId)?.needsDescription !== false;
  }

  get faults(): ReturnType<typeof faultsOf> {
    return faultsOf(report.draft, this.needsText);
  }

  /** Keeps the values that the server has refused: its message goes when the field is changed. */
  note(isRefused: boolean): void {
    this.#refused = isRefused ? valuesOfDraft() : null;
  }

  /** Returns the error of a field: refused by the server, or still missing. A mended field has none. */
  errorAt(field: ReportField): string | null {
    const { draft, failure } = report;
    const isSame = this.#refused?.[field] === JSON.stringify(draft[field]);
    if (failure?.field?.startsWith(field) === true && isSame) return fieldText(failure, t);
    return this.isAsked && this.faults.get(field) === "missing" ? t(`report-missing-${field}`) : null;
  }
}

function valuesOfDraft(): Values {
  return Object.fromEntries(reportFields.map((field) => [field, JSON.stringify(report.draft[field])])) as Values;
}
