map-report = Сообщить о проблеме
map-label = Карта заявок города
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
