map-report = Сообщить о проблеме
areas-of-map = Следить за этой территорией
map-label = Карта заявок города
map-find = Найти место
map-find-none = Такое место не нашлось. Напишите иначе.
map-locate = Где я
map-locate-failed = Не удалось определить, где вы
map-live-now = Сейчас в городе
map-empty = Заявок пока нет. Сообщите первым.
map-pick-hint = Нажмите на карту там, где проблема
map-kilometres = { $count } км
map-cluster =
    { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }
map-spot = В этом месте
map-zoom-in = Приблизить
map-zoom-out = Отдалить
map-outside = Это место вне города { $city }. Нажмите в его пределах или выберите другой город.
map-move-ask = Перенести место сюда?
map-move = Перенести
map-move-keep = Оставить

map-zones = Проблемные зоны
map-zones-hint =
    Красным отмечены места, где заявок намного больше, чем в остальном городе. Нажмите на место, чтобы открыть его
    заявки.
zone-none = Ни одна зона не выделяется.
zone-times =
    в { $times ->
        [one] { $times } раз
        [few] { $times } раза
        [many] { $times } раз
       *[other] { $times } раза
    } больше ожидаемого
zone-late = с нарушением срока: { $count }
zone-one = одна зона
zone-leave = Весь город
map-here = Здесь
map-here-label = Здесь: Отметить место в середине карты

map-legend = Обозначения и фильтр
map-legend-on = Обозначения и фильтр: показаны не все заявки
map-legend-statuses = Статусы на карте
map-legend-period = Период
map-legend-many = Рядом несколько заявок
map-legend-waiting = Ваша заявка, которая ждёт сети
map-legend-clear = Показать все заявки
