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
