account-signin-title = Вход
account-register-title = Регистрация
account-given-name = Имя
account-given-name-hint = Его видят все. Фамилию и почту видит только акимат.
account-surname = Фамилия
account-whole-name = Полное имя
account-email = Электронная почта
account-password = Пароль
account-role = Роль
account-city = Город
account-signin = Войти
account-register = Зарегистрироваться
account-no-account = Ещё нет аккаунта?
account-have-account = Уже есть аккаунт?
account-role-hint-CITIZEN = Сообщаю о проблемах и слежу, как их решают.
account-role-hint-EXECUTOR =
    Выполняю задачи, когда аккаунт одобрит акимат города. До этого сообщаю о проблемах как житель.
account-role-hint-AKIMAT =
    Слежу за городом. Нужна служебная почта: на неё придёт ссылка. До одобрения сообщаю о проблемах как житель.
account-check-mail = Проверьте почту
account-check-mail-text = Мы отправили ссылку на { $email }. Откройте её, и панель акимата станет доступна.
account-verifying = Подтверждаем почту…
account-verified = Почта подтверждена
account-verify-failed = Ссылка недействительна или устарела
account-forgot = Забыли пароль?
account-verify-password = Подтвердите, что это вы
account-verify-password-text =
    На этом устройстве вы не вошли. Введите пароль, с которым регистрировались. Если введёте другой, паролем станет он,
    а все прежние сеансы завершатся.
account-verify-password-wrong = Этот пароль не подходит
account-verify-again = Войдите: в аккаунте можно запросить новую ссылку.
account-verify-button = Подтвердить адрес
account-resend = Отправить ссылку ещё раз
account-resent = Ссылка отправлена
account-continue = Продолжить
account-blocked = Акимат заблокировал этот аккаунт. Если это ошибка, напишите в акимат.
account-blocked-for = Акимат заблокировал этот аккаунт: { $reason }. Если это ошибка, напишите в акимат.
account-to-map = На карту

session-ended = Сеанс завершён
session-ended-text =
    Вы вышли на другом устройстве или прошло много времени. Всё, что вы написали на этой странице, осталось на месте.
session-again = Войти и продолжить
session-leave = Продолжить без входа

new-password-label = Новый пароль
new-password-show = Показать
new-password-hide = Скрыть
new-password-weak = Слабый пароль: его легко подобрать. Добавьте слов или знаков
new-password-fair = Неплохой пароль. Чем длиннее, тем лучше
new-password-strong = Надёжный пароль
new-password-too-short =
    { $count ->
        [one] Нужно не меньше { $count } знака
       *[other] Нужно не меньше { $count } знаков
    }

forgot-title = Забыли пароль?
forgot-text = Укажите почту аккаунта. Мы отправим на неё ссылку, по которой можно задать новый пароль.
forgot-send = Отправить ссылку
forgot-sent = Проверьте почту
forgot-sent-text =
    Если у этого адреса есть аккаунт, письмо уже в пути. Ссылка в нём открывается один раз и действует два часа. Нет
    письма? Загляните в папку «Спам».
forgot-again = Отправить ещё раз
forgot-email = Введите адрес целиком, например name@example.kz

reset-title = Задайте новый пароль
reset-text = После этого все сеансы на других устройствах завершатся, а здесь вы сразу войдёте.
reset-submit = Сохранить пароль и войти
reset-done = Пароль изменён
reset-done-text = Вы вошли на этом устройстве. Все прежние сеансы завершены.
reset-closed = Эта ссылка уже не действует
reset-closed-text =
    Ссылка открывается один раз и действует два часа. Возможно, вы уже воспользовались ею или запросили более новую.
    Прежний пароль остался в силе.
reset-ask-new = Запросить новую ссылку

register-organisation = Организация
register-organisation-hint = Выберите из списка или впишите свою.
register-organisation-new = Такой организации в списке города нет: акимат увидит её впервые и проверит.
register-organisation-known = Организация уже работает в городе.
register-state-rule =
    Для роли акимата нужна рабочая почта в домене gov.kz: на неё придёт ссылка, без которой панель не откроется.
register-state-warning = Этот адрес не похож на адрес в домене gov.kz.
register-next = Что будет дальше
register-steps-EXECUTOR-1 = На почту придёт ссылка: откройте её, чтобы подтвердить адрес.
register-steps-EXECUTOR-2 = Акимат города рассмотрит аккаунт и решит, какие категории вы обслуживаете.
register-steps-EXECUTOR-3 =
    Пока ждёте, сообщайте о проблемах как житель. После одобрения придёт письмо, и откроются задачи.
register-steps-AKIMAT-1 = На рабочую почту придёт ссылка.
register-steps-AKIMAT-2 = Откройте её. Если почта в домене акимата вашего города, панель откроется сразу.
register-steps-AKIMAT-3 = Другую почту gov.kz рассмотрит акимат города. Пока ждёте, сообщайте о проблемах как житель.

waiting-rejected = Акимат не одобрил аккаунт
waiting-retired = Вы больше не сотрудник акимата
waiting-rejected-text =
    Если это ошибка, напишите в акимат: решение можно изменить. Сообщать о проблемах как житель вы можете и сейчас.
waiting-rejected-for = Причина: { $reason }
waiting-title = Аккаунт ждёт одобрения
waiting-text =
    Вы зарегистрированы. Пока вас не одобрили, вы действуете как житель: можно сообщать о проблемах и писать
    комментарии.
waiting-text-AKIMAT =
    Вы зарегистрированы. Пока вас не одобрили, вы действуете как житель. Если почта в домене акимата вашего города,
    хватит ссылки из письма; другую почту рассмотрит сотрудник акимата.
waiting-registered = Аккаунт создан
waiting-confirm = Подтвердите почту
waiting-confirmed = Почта подтверждена
waiting-approval = Акимат рассматривает аккаунт
waiting-after = Откроются задачи
waiting-after-AKIMAT = Откроется панель города
waiting-live = Страницу обновлять не нужно: она откроется сама. Мы также напишем на почту.
waiting-approved = Ваш аккаунт одобрен!
waiting-organisation = Организация
waiting-sent-to = Ссылка отправлена на { $email }
waiting-city = Город: { $name }
mail-unconfirmed =
    Письма не приходят, пока вы не откроете ссылку из письма, отправленного на { $email }.
    Если его нет, проверьте папку «Спам» или запросите письмо ещё раз.
