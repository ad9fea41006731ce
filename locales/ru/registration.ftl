account-register-title = Регистрация
account-given-name = Имя
account-given-name-hint = Его видят все. Фамилию и почту видит только акимат.
account-surname = Фамилия
account-whole-name = Полное имя
account-role = Роль
account-city = Город
account-have-account = Уже есть аккаунт?
account-role-hint-CITIZEN = Сообщаю о проблемах и слежу, как их решают.
account-role-hint-EXECUTOR =
    Выполняю задачи, когда аккаунт одобрит акимат города. До этого сообщаю о проблемах как житель.
account-role-hint-AKIMAT =
    Слежу за городом. Нужна служебная почта: на неё придёт ссылка. До одобрения сообщаю о проблемах как житель.
account-check-mail = Проверьте почту
account-registered = Аккаунт создан. Письмо для подтверждения отправлено на { $email }.
account-verifying = Подтверждаем почту…
account-verified = Почта подтверждена
account-verify-failed = Ссылка недействительна или устарела
account-verify-password = Подтвердите, что это вы
account-verify-password-text =
    На этом устройстве вы не вошли. Введите пароль, с которым регистрировались. Если введёте другой, паролем станет он,
    а все прежние сеансы завершатся.
account-verify-password-wrong = Этот пароль не подходит
account-verify-again = Войдите: в аккаунте можно запросить новую ссылку.
account-verify-button = Подтвердить адрес
account-continue = Продолжить
account-to-map = На карту

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
