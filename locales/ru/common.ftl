status-ACCEPTED = Принято
status-IN_PROGRESS = В работе
status-ON_HOLD = Приостановлено
status-DONE = Выполнено
status-CONFIRMED = Подтверждено
status-REJECTED = Отклонено
status-WITHDRAWN = Отозвано
status-MERGED = Объединено
overdue = Просрочено

role-CITIZEN = Житель
role-EXECUTOR = Исполнитель
role-AKIMAT = Акимат

event-SUBMITTED = Заявка подана
event-ASSIGNED = Назначен исполнитель
event-CLAIMED = Исполнитель взял заявку
event-RELEASED = Исполнитель отказался от заявки
event-WORK_STARTED = Работа начата
event-WORK_HELD = Работа приостановлена
event-WORK_RESUMED = Работа продолжена
event-WORK_COMPLETED = Работа выполнена
event-WORK_CONFIRMED = Автор подтвердил выполнение
event-WORK_DISPUTED = Автор сообщает: не исправлено
event-REJECTED = Заявка отклонена
event-WITHDRAWN = Заявка отозвана
event-MERGED = Заявка объединена с другой
event-DEADLINE_EXTENDED = Срок продлён
event-RECATEGORISED = Категория изменена
event-CONFIRMATION_ADDED = Ещё один автор подтвердил выполнение
event-COMMENTED = Новый комментарий
event-DEADLINE_AT_RISK = Срок под угрозой
event-DEADLINE_BREACHED = Срок истёк
event-DEADLINE_ESCALATED = Давно просрочено: акимат извещён
event-VERDICT_REMINDED = Автору напомнили подтвердить работу
event-ANONYMISED = Личные данные удалены: заявка давно закрыта
event-WORDS_REMOVED = Автор удалил свой текст
event-PHOTO_MODERATED = Акимат изменил показ фото
event-TEXT_HIDDEN = Акимат скрыл текст
event-TEXT_SHOWN = Акимат снова показал текст
event-PHOTO_RETRACTED = Автор убрал фото
event-OTHER = Заявка изменилась

reason-WEATHER = Погода
reason-MATERIALS = Нет материалов
reason-ACCESS = Нет доступа
reason-OTHER_AGENCY = Ждём другое ведомство
reason-SAFETY = Безопасность
reason-OTHER = Другая причина
reason-NOT_OUR_RESPONSIBILITY = Не в нашем ведении
reason-NOT_FOUND = На месте не обнаружено
reason-INSUFFICIENT_INFORMATION = Недостаточно сведений
reason-NOT_A_PROBLEM = Не является проблемой
reason-SPAM = Спам

note-optional = Пояснение (не обязательно)
rating-title = Оцените работу
rating-stars = { $count } из 5

point-level-1 = Новый житель
point-level-2 = Активный житель
point-level-3 = Добрый сосед
point-level-4 = Хранитель двора
point-level-5 = Друг города
point-level-6 = Гордость города

preferences-kind-REQUEST_MOVED = Шаги заявок, которые вы подали или за которыми следите
preferences-kind-VERDICT_ASKED = Вопрос, решена ли проблема
preferences-kind-ASSIGNMENT = Вам назначена заявка
preferences-kind-DISPUTE = Житель сообщает, что не исправлено
preferences-kind-DEADLINE = Сроки: скоро, истёк, давно просрочено
preferences-kind-DIGEST = Утренняя сводка по городу

source-PHONE = По телефону
source-COUNTER = На приёме
source-ROUND = При обходе города
source-recorded = { $source }, записал сотрудник акимата
