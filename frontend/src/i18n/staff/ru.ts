import type { StaffWords } from "./words";

export const ru: StaffWords = {
  policies: {
    title: "Обещанные сроки", lead: "За сколько город обещает решить заявку каждой категории.", kept: "Изменение действует для заявок, которые примут после него. Уже поданные сохраняют срок, который был обещан их авторам.", readOnly: "Сроки меняет акимат города.",
    category: "Категория", hours: "Срок", counted: "Какие часы", atRisk: "Под угрозой", escalate: "Эскалация", version: "Версия", own: "свой срок города", catalogue: "общий для всех городов", edit: "Изменить", save: "Обещать новый срок", saved: "Новый срок обещан", reason: "Причина изменения", reasonHint: "Сохраняется вместе с версией.", hoursLabel: "Часов на решение", atRiskLabel: "Предупредить, когда прошло, % срока", atRiskHint: "Исполнитель получит предупреждение.", escalateLabel: "Эскалировать после срока через, % срока", escalateHint: "Если и тогда не сделано, извещается акимат.", unchanged: "Пока ничего не изменено.",
    countedHours: { ROUND_THE_CLOCK: "круглосуточно", WORKING_HOURS: "рабочие часы" },
    fault: { hours: "Число больше 0 и не больше 87 672 (десять лет)", atRiskPercent: "Число больше 0 и меньше 100", escalatePercent: "Число больше 0 и не больше 1000", reason: "Напишите, почему меняется срок" },
    editNamed: (category) => `Изменить срок: ${category}`, since: (moment) => `с ${moment}`, afterStart: (span) => `через ${span}`, percent: (count) => `${count} %`, afterDeadline: (span) => `через ${span} после срока`, spelled: (span) => `это ${span}`,
  },
  people: {
    title: "Люди города", onlyAkimat: "Эта страница для акимата города. Войдите с аккаунтом акимата и выберите свой город.", confirmFirst: "Сначала откройте ссылку из письма, которое мы отправили на вашу рабочую почту.", waiting: "Ждут одобрения", noneWaiting: "Сейчас никто не ждёт одобрения.", all: "Все аккаунты", search: "Имя или почта", none: "Никого не нашлось.", confirmed: "подтверждена", unconfirmed: "не подтверждена", noOrganisation: "без организации", allCategories: "все категории", categories: "Категории", categoriesHint: "Отметьте, что обслуживает исполнитель. Ничего не отмечено: все категории.", head: "Руководитель", blocked: "Заблокирован", rejected: "Отклонён", waitingTag: "Ждёт одобрения", history: "Решения", noHistory: "Решений ещё не было.", approve: "Одобрить", reject: "Отклонить", edit: "Категории", makeHead: "Назначить руководителем", endHead: "Снять с руководства", block: "Заблокировать", unblock: "Разблокировать", save: "Сохранить", reason: "Причина", reasonTold: "Её увидит этот человек.", blockHint: "Человек сразу выйдет везде и не сможет войти. Заявки в работе останутся за ним, пока вы не передадите их другому.", unblockHint: "Человек снова сможет войти.", rejectHint: "Исполнитель получит письмо. Позже его всё же можно одобрить.", approveAnyway: "Всё же одобрить",
    who: { all: "Все", executors: "Исполнители", citizens: "Жители", blocked: "Заблокированные" },
    decision: { APPROVED: "Одобрен", REJECTED: "Отклонён", CATEGORIES: "Изменены категории", MADE_HEAD: "Назначен руководителем", HEAD_ENDED: "Снят с руководства", BLOCKED: "Заблокирован", UNBLOCKED: "Разблокирован" },
    done: { APPROVED: "Одобрено", REJECTED: "Отклонено", CATEGORIES: "Категории сохранены", MADE_HEAD: "Руководитель назначен", HEAD_ENDED: "Руководство снято", BLOCKED: "Аккаунт заблокирован", UNBLOCKED: "Аккаунт разблокирован" },
    count: (count) => `Показано: ${count}`, since: (moment) => `с ${moment}`, serves: (names) => `Обслуживает: ${names}`, named: (action, name) => `${action}: ${name}`,
  },
};
