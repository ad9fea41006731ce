people-title = Люди города
people-only-akimat = Эта страница для акимата города. Войдите с аккаунтом акимата и выберите свой город.
people-confirm-first = Ваш аккаунт ещё ждёт одобрения: до него вы действуете как житель.
people-waiting = Ждут одобрения
people-none-waiting = Сейчас никто не ждёт одобрения.
people-all = Все аккаунты
people-search = Имя или почта
people-none = Никого не нашлось.
people-unconfirmed = не подтверждена
people-confirmed = адрес подтверждён
people-unconfirmed-warning =
    Адрес этого исполнителя не подтверждён: ссылку из письма никто не открыл. Может быть, это чужая почта.
people-approve-unconfirmed = Одобрить с неподтверждённым адресом
people-no-organisation = без организации
people-all-categories = все категории
people-categories = Категории
people-categories-hint = Отметьте, что обслуживает исполнитель. Ничего не отмечено: все категории.
people-head = Руководитель
people-blocked = Заблокирован
people-blocked-everywhere = Заблокирован везде
people-rejected = Отклонён
people-waiting-tag = Ждёт одобрения
people-history = Решения
people-approve = Одобрить
people-reject = Отклонить
people-retire = Снять полномочия
people-edit = Категории
people-make-head = Назначить руководителем
people-end-head = Снять с руководства
people-block = Заблокировать
people-unblock = Разблокировать
people-save = Сохранить
people-reason = Причина
people-reason-told = Её увидит этот человек.
people-block-hint =
    Человек больше ничего не сможет отправить в вашем городе, а в других — сможет. Заявки, которые он
    исполняет, останутся за ним, пока вы не передадите их другому.
people-unblock-hint =
    Человек снова сможет писать в вашем городе.
people-reject-hint = Человек получит письмо. Позже аккаунт всё же можно одобрить.
people-retire-hint =
    Аккаунт останется у человека, но как аккаунт жителя. Полномочия можно вернуть. Последнего сотрудника снять нельзя.
people-approve-anyway = Всё же одобрить
people-who-all = Все
people-who-executors = Исполнители
people-who-officers = Сотрудники акимата
people-who-citizens = Жители
people-who-blocked = Заблокированные
people-decision-APPROVED = Одобрен
people-decision-BY_DOMAIN = Сотрудник акимата: почта в домене города
people-decision-REJECTED = Отклонён
people-decision-RETIRED = Больше не сотрудник акимата
people-decision-CATEGORIES = Изменены категории
people-decision-MADE_HEAD = Назначен руководителем
people-decision-HEAD_ENDED = Снят с руководства
people-decision-BLOCKED = Заблокирован
people-decision-UNBLOCKED = Разблокирован
people-done-APPROVED = Одобрено
people-done-REJECTED = Отклонено
people-done-RETIRED = Полномочия сняты
people-done-CATEGORIES = Категории сохранены
people-done-MADE_HEAD = Руководитель назначен
people-done-HEAD_ENDED = Руководство снято
people-done-BLOCKED = Аккаунт заблокирован
people-done-UNBLOCKED = Аккаунт разблокирован
people-count = Показано: { $count }
people-since = с { $moment }
people-serves = Обслуживает: { $names }
people-named = { $action }: { $name }

call-take = Принять обращение
call-title = Обращение жителя
call-source = Откуда обращение
call-phone = Телефон заявителя
call-phone-hint = Можно без него. Видят только сотрудники акимата этого города.
call-name = Имя (не обязательно)
call-email = Почта (не обязательно)
call-email-hint = На неё придут номер заявки, каждый шаг и вопрос, решена ли проблема.
call-language = Язык писем
call-earlier = С этого номера уже обращались
call-own-city = Принимать обращения можно только в своём городе.
call-refused-phone = Введите номер телефона, например +7 701 234 56 78
call-refused-name = Введите имя без ссылок, адресов и телефонов
caller-title = Заявитель
caller-anonymous = Заявитель не оставил контактов.
caller-gets-letters = получает письма
caller-gets-no-letters = попросил больше не писать
caller-erase = Удалить данные заявителя
caller-erase-sure = Удалить имя, телефон и почту заявителя? Вернуть их нельзя, письма больше не придут.
city-all-sources = Все источники

rules-title = Кому достаются новые заявки
rules-lead =
    Действует первая строка, которая подходит новой заявке. Заявку получает исполнитель этой организации: тот, кто
    обслуживает категорию и у кого меньше всего открытых заявок. Если ни одна строка не подходит, заявка остаётся
    свободной.
rules-none = Строк пока нет. Новые заявки берут сами исполнители или назначает акимат.
rules-category = Категория
rules-district = Район
rules-organisation = Организация
rules-any-category = Любая категория
rules-any-place = Весь город
rules-choose = Выберите организацию
rules-no-executor = В ней нет одобренного исполнителя: заявки этой строки останутся свободными.
rules-add = Добавить строку
rules-save = Сохранить таблицу
rules-saved = Таблица сохранена
rules-unfinished = Выберите организацию в каждой строке.
rules-only-akimat = Эту таблицу видит и меняет акимат города.
# $number (number): which row
rules-row = Строка { $number }
# $number (number): which row
rules-up = Переместить строку { $number } выше
# $number (number): which row
rules-down = Переместить строку { $number } ниже
# $number (number): which row
rules-remove = Убрать строку { $number }
# $number (number): which row
rules-refused = Строка { $number } не принята. Возможно, она никогда не сработает: строка выше подходит тем же заявкам.
