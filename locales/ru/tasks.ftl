tasks-tabs = Какие задачи
tasks-tab-mine = Мои
tasks-tab-near = Рядом
tasks-tab-burning = Горит
tasks-tab-free = Свободные

tasks-answered = Сданы, ждут ответа жителя: { $count }
tasks-held = Приостановлены
tasks-burning-none = Ничего не горит: сроки не подходят и не пропущены.
tasks-from-you = { $distance } от вас
tasks-near-within = Не дальше { $distance }: { $count }
tasks-near-part = Задач здесь больше, чем помещается в список.
tasks-near-wider = Искать дальше
tasks-near-looking = Ищем задачи вокруг вас…
tasks-near-none = Задач вокруг вас нет.
tasks-near-needs-place = Здесь задачи вокруг вас, а ваше место неизвестно. Другие вкладки работают и без него.
tasks-your-task = Ваша

position-unasked =
    Разрешите доступ к местоположению, чтобы видеть расстояние до задач. Точное место остаётся на этом устройстве.
position-allow = Показать расстояния
position-asking = Определяем, где вы…
position-denied =
    Доступ к местоположению запрещён, поэтому расстояний нет. Его можно разрешить этому сайту в настройках браузера.
position-unavailable =
    Не удалось определить, где вы: возможно, геолокация выключена или нет сигнала GPS.
position-slow = Не удалось вовремя определить, где вы. Под открытым небом это быстрее.
position-insecure =
    Страница открыта без HTTPS, поэтому браузер не сообщает, где вы.
position-unsupported = Этот браузер не умеет определять место.
position-rest = Всё остальное работает.
position-again = Попробовать ещё раз
position-old = Расстояния считаются от прежнего места.
position-renew = Обновить место

tasks-list = Список
round-by-due = По сроку
round-by-way = Обход
round-length = Задач: { $count }, около { $distance } по прямой
round-no-place = Обход начинается с самой срочной задачи: ваше место неизвестно.
round-again = Пересчитать
round-later = Новые, ещё не в обходе
round-number = № { $number }
round-you = Вы здесь
round-map = Карта задач в порядке списка

navigator-route = Маршрут
navigator-dgis = 2ГИС
work-bar = Следующий шаг
work-shoot-START = Снять и начать
work-shoot-COMPLETE = Снять и завершить
work-shoot-more = Ещё фото
work-form = Фото из галереи и комментарий
work-current = В работе: { $category }, { $number }
