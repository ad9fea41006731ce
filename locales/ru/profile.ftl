profile-title = Профиль
profile-language = Язык писем и страниц
profile-save = Сохранить
profile-saved = Сохранено
profile-city-fixed = Город исполнителя и акимата не меняется: для другого города нужен другой аккаунт.
profile-signin-first = Войдите, чтобы увидеть свой аккаунт.
profile-organisation = Организация

email-title = Электронная почта
email-confirmed = подтверждена
email-unconfirmed = ещё не подтверждена
email-fresh = Новый адрес
email-password = Пароль аккаунта
email-send = Отправить ссылку
email-hint = На новый адрес придёт ссылка. Пока она не открыта, ничего не меняется.
email-state-rule = Адрес акимата должен быть в домене gov.kz.
email-wrong-password = Это не пароль вашего аккаунта
email-sent = Откройте ссылку в письме, отправленном на { $email }. До этого действует прежний адрес.

new-email-password = На этом устройстве вы не вошли в этот аккаунт. Введите его пароль.
new-email-title = Новый адрес почты
new-email-text =
    Нажмите кнопку, и этот адрес станет адресом вашего аккаунта: с ним вы будете входить, на него придут письма.
new-email-confirm = Подтвердить новый адрес
new-email-done = Адрес изменён
new-email-done-text = Теперь входите с новым адресом. На прежний мы отправили сообщение об этом.
new-email-closed = Эта ссылка уже не действует
new-email-closed-text =
    Ссылка открывается один раз и действует сутки. Прежний адрес остался в силе; новую ссылку можно запросить в
    аккаунте.
new-email-to-account = Открыть аккаунт

change-password-title = Пароль
change-password-old = Нынешний пароль
change-password-submit = Изменить пароль
change-password-hint = Сеансы на других устройствах завершатся, этот останется.
change-password-wrong-old = Это не нынешний пароль
change-password-done = Пароль изменён. Завершено других сеансов: { $count }.

sessions-title = Где вы вошли
sessions-text = Не узнаёте устройство? Завершите его сеанс и смените пароль.
sessions-current = это устройство
sessions-now = сейчас
sessions-end = Завершить
sessions-end-others = Завершить все остальные
sessions-only = Других сеансов нет.
sessions-unknown = Неизвестное устройство
sessions-device = { $browser }, { $system }
sessions-since = вход: { $moment }
sessions-used = последняя активность: { $moment }
sessions-end-named = Завершить сеанс: { $device }
sessions-ended = Завершено сеансов: { $count }

own-letters-title = Письма и уведомления
own-letters-text = О чём вам писать, решаете вы.

own-data-title = Мои данные
own-data-text =
    Всё, что мы храним о вас, одним файлом: аккаунт, заявки, комментарии, уведомления, сеансы, настройки, баллы. Формат
    JSON читают и люди, и программы.
own-data-download = Скачать мои данные
own-data-ready = Файл готов

erase-title = Удалить аккаунт
erase-text = Сразу и навсегда: вернуть аккаунт не сможет никто.
erase-begin = Удалить мой аккаунт…
erase-forgotten-title = Будет удалено
erase-kept-title = Останется
erase-password = Пароль, чтобы подтвердить
erase-sure = Я понимаю, что это навсегда
erase-confirm = Удалить навсегда
erase-done = Аккаунт удалён
erase-done-text = Мы больше не знаем, кто вы. Ваш адрес снова свободен.
erase-work = Заявки, которые у вас в работе, остаются назначенными: акимат передаст их другому исполнителю.
erase-forgotten-1 = имя, почта и пароль
erase-forgotten-2 = уведомления, настройки, письма и подписки на заявки
erase-forgotten-3 = все сеансы: вы выйдете везде
erase-forgotten-4 = ваше место в рейтингах
erase-kept-1 = заявки и их ход, без вашего имени: это статистика города
erase-kept-2 = слова, которые вы написали в описаниях и комментариях: они были открыты всем
