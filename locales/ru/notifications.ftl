notifications-title = Уведомления
notifications-empty = Уведомлений пока нет.
notifications-mark-read = Отметить всё прочитанным
notifications-unread = Непрочитанных: { $count }
notifications-signin-first = Войдите, чтобы видеть уведомления.

preferences-title = Письма и уведомления
preferences-what = О чём
preferences-in-app = В списке уведомлений на сайте есть всё и всегда. Выберите, что присылать ещё.
preferences-saved = Сохранено
preferences-signin-first = Войдите, чтобы выбрать письма.
preferences-push-title = Уведомления в этом браузере
preferences-turn-on = Включить в этом браузере
preferences-turn-off = Выключить в этом браузере
preferences-channel-EMAIL = Почта
preferences-channel-PUSH = Браузер
preferences-channel-NIGHT = Браузер ночью
preferences-night =
    С 22:00 до 8:00 по времени города уведомления в браузере ждут утра.
    Из нескольких об одной заявке придёт последнее.
preferences-push-unsupported = Этот браузер не умеет показывать уведомления.
preferences-push-denied = Уведомления запрещены в настройках этого браузера.
preferences-push-failed =
    Не получилось: браузер не дал подписку. Так бывает в приватном окне и без связи со службой уведомлений.
    Письма и список на сайте работают и без неё.
preferences-push-off = Узнавайте о шагах сразу, даже когда страница закрыта.
preferences-push-on = Этот браузер показывает уведомления, пока вы не выйдете.
