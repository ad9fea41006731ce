score-only-akimat = Эта страница для акимата города. Войдите с аккаунтом акимата и выберите свой город.
score-how = Как считается место
score-hint =
    Место получает исполнитель с { $count } и более завершёнными работами, у которых был срок. Места распределены по
    нижней границе интервала, в котором доля работ в срок лежит с вероятностью 95 %: так несколько удачных работ не
    обгонят сотни.
score-spans =
    Доли в срок и возвратов и время работы: за текущий месяц и одиннадцать до него. Оценка и число заявок: за всё время.
    Нажмите на показатель, чтобы открыть эти заявки.
score-rank = Место
score-too-few = меньше { $count }
score-column-onTime = В срок
score-column-work = Работа, медиана
score-column-reopened = Возвраты
score-column-rating = Оценка
score-column-active = Сейчас в работе
score-column-done = Выполнено
score-column-marked = Фото на проверку
score-percent = { $percent } %
score-interval = от { $low } до { $high } %
score-requests = { $figure }: заявки исполнителя { $name }
score-late = с опозданием: { $count }
