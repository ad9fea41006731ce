public-language-KK = Казахский
public-language-RU = Русский
public-language-EN = Английский
public-languages = Язык страницы
public-live = Следить вживую
public-hidden = Скрыто модератором
public-timeline = Ход работ
public-fact-SUBMITTED = Подана
public-fact-DUE = Срок
public-fact-DONE = Выполнена
public-fact-RATING = Оценка автора
public-missing = Такой страницы нет. Проверьте номер заявки или название города.
public-refused = Эту страницу нельзя показать внутри другого сайта.
public-too-many = Слишком много запросов из вашей сети. Подождите минуту и обновите страницу.
public-away = Сервис временно недоступен. Обновите страницу через минуту.
public-city-title = { $city }: заявки жителей
public-city-lead = { $city }: всего заявок { $total }, открыто { $waiting }, просрочено { $overdue }.
public-map = Карта заявок
public-near = Рядом со мной
public-report = Сообщить о проблеме
public-counter-TOTAL = Всего заявок
public-counter-OPEN = Открыто
public-counter-OVERDUE = Просрочено
public-counter-DONE = Выполнено
public-days =
    За { $days ->
        [one] последний { $days } день
        [few] последние { $days } дня
       *[many] последние { $days } дней
    }
public-preparing = Цифры готовятся. Обновите страницу через несколько минут.
public-figure-RECEIVED = Подано
public-figure-DONE = Выполнено
public-figure-ON_TIME = В срок
public-figure-MEDIAN = Обычно занимает
public-figure-DISPUTED = Оспорено
public-by-category = По категориям
public-by-district = По районам
public-newest = Новые заявки
public-percent = { $percent } %
public-hours = { $hours } ч
public-duration-days =
    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }
public-zoom-IN = Приблизить
public-zoom-OUT = Отдалить
