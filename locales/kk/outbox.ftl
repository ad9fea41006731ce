waiting-count = { $count } өтінім желіні күтіп тұр
waiting-refused = { $count } өтінім қабылданбады: қарап шығыңыз
outbox-page = Әлі жіберілмегендер
waiting-none = Бәрі жіберілді.
waiting-signin-first = Жіберуді күтіп тұрғандарды көру үшін кіріңіз.
waiting-when-closed = Бетті жапсаңыз да, желі пайда болғанда өзіміз жібереміз.
waiting-when-open =
    Желі пайда болғанда өзіміз жібереміз. Бетті жапсаңыз, оны қайта ашқаныңызда жібереміз.
waiting-not-stored = Құрылғыда орын жетпейді: желі пайда болғанша бетті жаппаңыз.
step-waiting = Желіні күтіп тұр
step-sending = Жіберілуде…
step-blocked = Алдыңғы қадамды күтіп тұр
step-refused = Қабылданбады
step-elsewhere = Басқа қойындыда жіберілуде
step-taken = Осы арада өтінімді басқа орындаушы алды: { $name }.
step-moved = Осы арада өтінім өзгерді: { $status }.
step-asked-anew = Содан бері жұмыс тағы бір рет орындалды. Қайта жауап беріңізші.
step-photos = { $count } фото
step-kept = Мәтін мен фото осы құрылғыда сақтаулы.
step-again = Қайта жіберу
step-drop = Жою
step-drop-sure = Мәтіні мен фотосымен бірге жою керек пе?
step-undo = Жібермеу
undo = Болдырмау
undo-CLAIM = { $number }: орындауға алынды
undo-ASSIGN = { $number }: орындаушы тағайындалуда
undo-REJECT = { $number }: қабылданбайды
undo-WITHDRAW = { $number }: кері алынуда
undo-MERGE = { $number }: қайталанған өтініммен біріктірілуде
undo-refused = { $number }: орындалмады. { $reason }
undo-late =
    { $count ->
        [1] Қайтарып үлгермедік: жіберіліп қойды.
       *[other] { $count } ішінен { $late } қайтарып үлгермедік: жіберіліп қойды.
    }
undo-claim-reason = Қателесіп алынды.
step-held = Болдырмауға болады
step-coming = болдырмауға әлі болады
