people-title = Люди города

call-take = Принять обращение
call-title = Обращение жителя
call-source = Откуда обращение
call-own-city = Принимать обращения можно только в своём городе.
caller-title = Заявитель
caller-anonymous = Заявитель не оставил контактов.
caller-gets-letters = получает письма
caller-gets-no-letters = попросил больше не писать
caller-erase = Удалить данные заявителя
caller-erase-sure = Удалить имя, телефон и почту заявителя? Вернуть их нельзя, письма больше не придут.
city-all-sources = Все источники

rules-title = Кому достаются новые заявки
