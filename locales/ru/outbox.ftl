waiting-count =
    { $count ->
        [one] { $count } заявка ждёт сети
        [few] { $count } заявки ждут сети
       *[other] { $count } заявок ждут сети
    }
waiting-refused =
    { $count ->
        [one] { $count } заявка не принята: посмотрите
        [few] { $count } заявки не приняты: посмотрите
       *[other] { $count } заявок не принято: посмотрите
    }
outbox-page = Ещё не отправлено
waiting-none = Всё отправлено.
waiting-signin-first = Войдите, чтобы увидеть, что ждёт отправки.
waiting-when-closed = Отправим, когда появится сеть, даже если закрыть страницу.
waiting-when-open =
    Отправим, когда появится сеть. Если закрыть страницу, отправим, когда вы снова её откроете.
waiting-not-stored = На устройстве не хватает места: не закрывайте страницу, пока не появится сеть.
step-waiting = Ждёт сети
step-sending = Отправляется…
step-blocked = Ждёт предыдущего шага
step-refused = Не принято
step-elsewhere = Отправляется в другой вкладке
step-taken = Тем временем заявку взял другой исполнитель: { $name }.
step-moved = Тем временем заявка изменилась: { $status }.
step-asked-anew = С тех пор работу выполнили ещё раз. Ответьте, пожалуйста, заново.
step-photos = { $count } фото
step-kept = Текст и фото сохранены на этом устройстве.
step-again = Отправить ещё раз
step-drop = Удалить
step-drop-sure = Удалить вместе с текстом и фото?
step-undo = Не отправлять
undo = Отменить
undo-CLAIM = { $number }: заявка ваша
undo-ASSIGN = { $number }: назначаем исполнителя
undo-REJECT = { $number }: отклоняем
undo-WITHDRAW = { $number }: отзываем
undo-MERGE = { $number }: объединяем с повтором
undo-refused = { $number }: не получилось. { $reason }
undo-late =
    { $count ->
        [1] Отменить не успели: уже отправлено.
       *[other] Не успели отменить { $late } из { $count }: уже отправлено.
    }
undo-claim-reason = Взята по ошибке.
step-held = Можно отменить
step-coming = ещё можно отменить
