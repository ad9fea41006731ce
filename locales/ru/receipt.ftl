receipt-title = Талон заявки
receipt-hint = Запишите его: он доказывает, что и когда было подано.
receipt-check = Проверить ход работ
receipt-checking = Проверяем…
receipt-broken = Ход работ был изменён.
receipt-ask =
    Была ли заявка подана, и осталось ли всё написанное тогда прежним? Проверить может каждый, у кого есть её талон.
receipt-label = Талон заявки
receipt-label-hint = Например, ALM-000123-9F3A-7KQ2-X0BD-M4TE. Заглавные буквы и дефисы не важны.
receipt-verify = Проверить
receipt-malformed = Введите талон целиком: номер и 16 букв и цифр после него
receipt-other = Это не талон этой заявки: либо в нём опечатка, либо поданное было изменено.
receipt-open = Открыть заявку
receipt-valid = { $number }: заявка подана { $day }, поданное не изменено.
receipt-unknown = Заявки { $number } нет.
receipt-intact =
    Ход работ не изменён: { $count ->
        [1] единственная запись подлинная
        [one] подлинна каждая из { $count } записи
        [few] все { $count } записи подлинные
       *[many] все { $count } записей подлинные
    }.
receipt-redacted =
    { $count ->
        [one] Из { $count } записи
       *[other] Из { $count } записей
    } удалён личный текст, и это отмечено в ходе работ.
receipt-broken-at = Первая нарушенная запись: { $count }.
