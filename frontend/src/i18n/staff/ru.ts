import type { StaffWords } from "./words";

export const ru: StaffWords = {
  policies: {
    title: "Обещанные сроки", lead: "За сколько город обещает решить заявку каждой категории.", kept: "Изменение действует для заявок, которые примут после него. Уже поданные сохраняют срок, который был обещан их авторам.", readOnly: "Сроки меняет акимат города.",
    category: "Категория", hours: "Срок", counted: "Какие часы", atRisk: "Под угрозой", escalate: "Эскалация", version: "Версия", own: "свой срок города", catalogue: "общий для всех городов", edit: "Изменить", save: "Обещать новый срок", saved: "Новый срок обещан", reason: "Причина изменения", reasonHint: "Сохраняется вместе с версией.", hoursLabel: "Часов на решение", atRiskLabel: "Предупредить, когда прошло, % срока", atRiskHint: "Исполнитель получит предупреждение.", escalateLabel: "Эскалировать после срока через, % срока", escalateHint: "Если и тогда не сделано, извещается акимат.", unchanged: "Пока ничего не изменено.",
    countedHours: { ROUND_THE_CLOCK: "круглосуточно", WORKING_HOURS: "рабочие часы" },
    fault: { hours: "Число больше 0 и не больше 87 672 (десять лет)", atRiskPercent: "Число больше 0 и меньше 100", escalatePercent: "Число больше 0 и не больше 1000", reason: "Напишите, почему меняется срок" },
    editNamed: (category) => `Изменить срок: ${category}`, since: (moment) => `с ${moment}`, number: (count) => `версия ${count}`, percent: (count) => `${count} %`, inHours: (count) => `${count} ч`, afterDeadline: (span) => `через ${span} после срока`, spelled: (span) => `это ${span}`,
  },
};
