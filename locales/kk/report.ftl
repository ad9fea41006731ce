report-title = Жаңа өтінім
report-city = Қала
report-address = Мекенжай
report-address-hint = Көше, үй нөмірі немесе бағдар
report-category = Санат
report-description = Сипаттама
report-description-hint = Не болды? Қандай қауіп бар?
report-place = Картадағы орны
report-place-missing = Орнын картадан белгілеңіз
report-submit = Өтінімді жіберу
report-sending = Жіберілуде…
report-nearby-title = Бұл мәселе бұрын хабарланған ба?
report-nearby-hint = Жаңасын бермей, барын бақылаңыз: оның әр қадамы сізге де келеді.
report-follow-instead = Осыны бақылау
report-following = Бақылаудасыз
report-metres = { $count } м
report-draft-kept = Жазғаныңыз осы құрылғыда сақталады.
report-retry = Қайта жіберу
report-need-signin = Жіберу үшін жүйеге кіріңіз. Жазғаныңыз сақталады.
report-only-citizens = Өтінімді тек тұрғындар бере алады.
report-discard = Тазалау
report-missing-location = Орнын көрсетіңіз: картаны басыңыз
report-missing-cityId = Қаланы таңдаңыз
report-missing-address = Мекенжайды немесе бағдарды жазыңыз
report-missing-categoryId = Санатты таңдаңыз
report-missing-description = Не болғанын жазыңыз
report-waiting =
    Байланыс жоқ. Өтінім сақталды: байланыс келгенде өзіміз жібереміз. Бетті жапсаңыз, оны қайта ашқанда жібереміз.
report-earlier-title = Алғашқы нұсқасы қабылданған: { $number }
report-earlier-text =
    Сервердің жауабы сізге жетпей қалды, содан кейін өтінімді өзгерттіңіз. Өзгерістер сақталды, бірақ әлі жіберілген
    жоқ.
report-earlier-replace = Түзету: қабылданған өтінімді осымен алмастыру
report-earlier-separate = Бұл басқа мәселе: бөлек жіберу
report-earlier-keep = { $number } сол күйінде қалсын
outbox-title = Әлі жіберілмеген өтінімдер
outbox-waits = Жіберуді күтіп тұр
outbox-waiting = Байланысты күтіп тұр: өзіміз жібереміз
outbox-sending = Жіберілуде…
outbox-elsewhere = Басқа қойындыда жіберілуде
outbox-refused = Жіберілмеді: түзету керек
outbox-edit = Формаға қайтару
outbox-mend = Түзету
outbox-arrived = Өтінім жіберілді: { $number }
outbox-not-replaced =
    Түзетілген өтінім жіберілді: { $number }. Бұрынғысын ({ $old }) қайтарып алу мүмкін болмады, ол қалды.
outbox-open = Ашу
outbox-count = { $count } өтінім жіберуді күтіп тұр
