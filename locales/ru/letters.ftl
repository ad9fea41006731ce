letter-greeting = Здравствуйте, { $name }!
letter-greeting-unnamed = Здравствуйте!
letter-title-SUBMITTED = Заявка принята
letter-title-CONFIRMED_BY_SILENCE = Закрыто без ответа
letter-title-CLOSED_UNANSWERED = Закрыто без ответа
letter-title-WORK_CONFIRMED_RECORDED = Заявитель подтвердил выполнение, ответ записал акимат
letter-title-WORK_DISPUTED_RECORDED = Заявитель говорит, что не исправлено; ответ записал акимат
letter-title-DEADLINE_ESCALATED = Давно просрочено: нужно ваше вмешательство
letter-title-VERDICT_REMINDED = Мы всё ещё ждём вашего ответа
letter-title-VERDICT_ASKED_AGAIN = Спрашиваем в последний раз: проблема решена?
letter-reader-AUTHOR = По вашей заявке есть новость.
letter-reader-COAUTHOR = Есть новость по заявке, с которой объединена ваша.
letter-reader-FOLLOWER = Есть новость по заявке, за которой вы следите.
letter-reader-AREA = Есть новость на территории, за которой вы следите.
letter-reader-EXECUTOR = Есть новость по заявке, которая назначена вам.
letter-reader-HEAD = Есть новость по заявке, которую выполняет ваша организация.
letter-reader-AKIMAT = Есть новость по заявке вашего города.
letter-assigned = Вам назначена заявка. Пожалуйста, начните работу до срока.
letter-disputed-executor = Автор сообщает, что проблема осталась. Заявка снова в работе, срок прежний.
letter-disputed-akimat = Автор сообщает, что проблема осталась. Заявка вернулась к исполнителю.
letter-submitted =
    Спасибо! Мы приняли вашу заявку и будем писать о каждом шаге. Сохраните номер: по нему заявку найдёт и акимат.
letter-caller-SUBMITTED =
    Акимат записал ваше обращение. Мы напишем о каждом шаге и спросим, решена ли проблема. Сохраните номер: по нему
    заявку найдёт и акимат.
letter-caller-RECORDED =
    Сотрудник акимата записал ваш ответ. Если вы этого не говорили, сообщите в акимат и назовите номер заявки.
letter-caller-SMALL_PRINT =
    Этот адрес записал сотрудник акимата со слов заявителя. Если вы не обращались, нажмите «Больше не писать на этот
    адрес».
letter-caller-UNSUBSCRIBE = Больше не писать на этот адрес
letter-lead-DEADLINE_AT_RISK =
    Большая часть срока по этой заявке прошла. Завершите работу или приостановите её с указанием причины.
letter-lead-DEADLINE_BREACHED = Срок по этой заявке истёк, а работа не выполнена.
letter-lead-DEADLINE_ESCALATED = Срок давно истёк, а работа всё ещё не выполнена. Решение теперь за акиматом.
letter-asked = Исполнитель сообщил, что работа выполнена. Последнее слово за вами: проблема решена?
letter-asked-coauthor =
    Ваша заявка объединена с этой, и ваш ответ тоже учитывается. Исполнитель сообщил, что работа выполнена: проблема
    решена?
letter-lead-VERDICT_REMINDED = Несколько дней назад работу отметили выполненной, а вы ещё не ответили. Проблема решена?
letter-lead-VERDICT_ASKED_AGAIN =
    Заявку закрыли без вашего ответа, и никто не сообщил, решена ли проблема. Посмотрите, пожалуйста, на фото и на само
    место: всё исправлено? Больше спрашивать не будем.
letter-lead-CLOSED_UNANSWERED =
    Вы не ответили за семь дней, поэтому заявка закрыта без ответа. Подтверждением это не считается. Если проблема
    осталась, сообщите об этом на странице заявки.
letter-lead-MERGE_TARGET_CLOSED =
    Заявку, с которой объединили вашу, закрыли без работ. Если ваша проблема осталась, напишите комментарий к своей
    заявке: акимат может снова открыть её отдельно.
letter-photo-BEFORE = До работ
letter-photo-AFTER = После работ
letter-photo-TITLE = Фото
letter-verdict-small-print =
    Кнопки действуют { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }, входить в аккаунт не нужно. Пожалуйста, не пересылайте это письмо.
letter-fact-request = Заявка
letter-fact-place = Место
letter-fact-due = Срок
letter-fact-reason = Причина
letter-open-request = Открыть заявку
letter-open-city = Открыть панель города
letter-button-EXECUTOR_APPROVED = Открыть задачи
unsubscribe-title = Больше не присылать такие письма?
unsubscribe-button = Не присылать
unsubscribe-done = Готово: таких писем больше не будет
letter-preferences = Выбрать, какие письма получать
letter-month =
    { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    }
letter-moment = { $day } { $month } { $year } г., { $time }
letter-day = { $day } { $month }
letter-day-year = { $day } { $month } { $year } г.
letter-subject-VERIFY_EMAIL = QalaControl: подтвердите адрес
letter-text-VERIFY_EMAIL = Нажмите кнопку, чтобы подтвердить адрес электронной почты.
letter-button-VERIFY_EMAIL = Подтвердить адрес
letter-verify-small-print =
    Ссылка действует { $hours } ч. и открывается один раз. Если вы не регистрировались, не обращайте внимания на это
    письмо.
letter-subject-EXECUTOR_APPROVED = QalaControl: ваш аккаунт одобрен
letter-text-EXECUTOR_APPROVED = Акимат вашего города одобрил аккаунт исполнителя. Теперь вы можете брать заявки.
letter-subject-RESET_PASSWORD = QalaControl: новый пароль
letter-subject-PASSWORD_CHANGED = QalaControl: пароль изменён
letter-subject-CHANGE_EMAIL = QalaControl: подтвердите новый адрес
letter-subject-EMAIL_CHANGED = QalaControl: адрес изменён
letter-subject-ADDRESS_TAKEN = QalaControl: у вас уже есть аккаунт
letter-subject-REGISTER_ANEW = QalaControl: завершите регистрацию
letter-subject-EXECUTOR_REJECTED = QalaControl: аккаунт не одобрен
letter-subject-OFFICER_APPROVED = QalaControl: вы сотрудник акимата
letter-subject-OFFICER_REJECTED = QalaControl: аккаунт акимата не одобрен
letter-subject-OFFICER_RETIRED = QalaControl: вы больше не сотрудник акимата
letter-subject-ACCOUNT_BLOCKED = QalaControl: ваш аккаунт заблокирован
letter-subject-ACCOUNT_UNBLOCKED = QalaControl: ваш аккаунт снова открыт
letter-link-text-RESET_PASSWORD =
    Нажмите кнопку, чтобы выбрать новый пароль. Ссылка действует { $hours } ч. и открывается один раз. Если вы об этом
    не просили, не обращайте внимания на это письмо: пароль останется прежним.
letter-text-PASSWORD_CHANGED =
    Пароль вашего аккаунта изменён, все остальные сеансы завершены. Если это были не вы, сразу запросите новый пароль.
letter-link-text-CHANGE_EMAIL =
    Нажмите кнопку, чтобы сделать этот адрес адресом вашего аккаунта. Ссылка действует { $hours } ч. и открывается один
    раз.
letter-email-changed = Теперь письма приходят на { $email }. Если это были не вы, напишите в акимат вашего города.
letter-email-changed-unnamed =
    Теперь письма приходят на другой адрес. Если это были не вы, напишите в акимат вашего города.
letter-text-ADDRESS_TAKEN =
    Кто-то пытался зарегистрироваться с вашим адресом. Если это были вы, войдите или запросите новый пароль. Если нет,
    ничего делать не нужно.
letter-link-text-REGISTER_ANEW =
    Кто-то зарегистрировался с вашим адресом, а у этого адреса уже есть аккаунт, который никто не подтвердил. Если это
    были вы, нажмите кнопку и введите пароль этой регистрации: аккаунт будет создан заново, прежний исчезнет. Ссылка
    действует { $hours } ч. и открывается один раз. Если это были не вы, не обращайте внимания на это письмо: ничего не
    изменится.
letter-text-EXECUTOR_REJECTED =
    Акимат вашего города не одобрил ваш аккаунт исполнителя. Если вы считаете это ошибкой, напишите в акимат.
letter-text-OFFICER_APPROVED = Сотрудник акимата вашего города одобрил ваш аккаунт. Панель города открыта.
letter-text-OFFICER_REJECTED =
    Акимат вашего города не одобрил ваш аккаунт сотрудника. Сообщать о проблемах как житель вы по-прежнему можете.
letter-text-OFFICER_RETIRED =
    Ваш аккаунт больше не действует от имени акимата. Вход, заявки и уведомления остаются: теперь это аккаунт жителя.
letter-text-ACCOUNT_BLOCKED =
    Акимат вашего города заблокировал ваш аккаунт: войти в него нельзя. Если вы считаете это ошибкой, напишите в акимат.
letter-text-ACCOUNT_UNBLOCKED = Акимат вашего города снова открыл ваш аккаунт. Вы можете войти.
# $city (string): the name of a city
letter-city-subject-ACCOUNT_BLOCKED = QalaControl: вы заблокированы в городе { $city }
# $city (string): the name of a city
letter-city-subject-ACCOUNT_UNBLOCKED = QalaControl: блокировка в городе { $city } снята
# $city (string): the name of a city
letter-city-text-ACCOUNT_BLOCKED =
    Акимат заблокировал ваш аккаунт в городе { $city }: читать там можно, отправлять ничего нельзя.
    В других городах всё как прежде. Если вы считаете это ошибкой, напишите в акимат.
# $city (string): the name of a city
letter-city-text-ACCOUNT_UNBLOCKED = Акимат снял блокировку вашего аккаунта в городе { $city }.
letter-button-RESET_PASSWORD = Выбрать пароль
letter-button-PASSWORD_CHANGED = Запросить новый пароль
letter-button-CHANGE_EMAIL = Подтвердить адрес
letter-button-EMAIL_CHANGED = Открыть QalaControl
letter-button-ADDRESS_TAKEN = Войти
letter-button-REGISTER_ANEW = Завершить регистрацию
letter-button-EXECUTOR_REJECTED = Открыть QalaControl
letter-button-OFFICER_APPROVED = Открыть людей города
letter-button-OFFICER_REJECTED = Открыть QalaControl
letter-button-OFFICER_RETIRED = Открыть QalaControl
letter-button-ACCOUNT_BLOCKED = Открыть QalaControl
letter-button-ACCOUNT_UNBLOCKED = Войти

digest-subject = { $city }: день в цифрах, { $day }
digest-lead = Доброе утро! Что произошло { $day } и как дела в городе сейчас.
digest-figure-CREATED = Подано вчера
digest-figure-COMPLETED = Выполнено вчера
digest-figure-CONFIRMED = Подтверждено жителями вчера
digest-figure-DISPUTED = Оспорено жителями вчера
digest-figure-OPEN = Открыто сейчас
digest-figure-OVERDUE = Просрочено сейчас
digest-figure-ASKED = Ждут ответа жителя сейчас
digest-overdue = Просрочено, сначала самые давние (показано { $shown } из { $count })
digest-late = { $number }, { $place }. Срок был { $due }
digest-none = Просроченных заявок нет.
digest-seal =
    Печать журнала на это утро. Сохраните письмо: по этой строке позже можно доказать, переписывал ли кто-то прошлое.

areas-digest-subject = { $city }: новости на ваших территориях, { $day }
areas-digest-lead = Какие заявки поданы и выполнены { $day } на территориях, за которыми вы следите.
areas-digest-rows = Сначала новые ({ $shown } из { $count })
areas-digest-row = { $event }: { $number }, { $place }
areas-digest-open = Выбрать территории
