account-signin-title = Жүйеге кіру
account-register-title = Тіркелу
account-given-name = Аты
account-given-name-hint = Оны бәрі көреді. Тегіңіз бен поштаңызды тек әкімдік көреді.
account-surname = Тегі
account-whole-name = Толық аты-жөні
account-email = Электрондық пошта
account-password = Құпиясөз
account-role = Рөл
account-city = Қала
account-signin = Кіру
account-register = Тіркелу
account-no-account = Аккаунтыңыз жоқ па?
account-have-account = Аккаунтыңыз бар ма?
account-role-hint-CITIZEN = Мәселе туралы хабарлап, оның шешілуін бақылаймын.
account-role-hint-EXECUTOR =
    Қала әкімдігі мақұлдаған соң тапсырмаларды орындаймын. Оған дейін тұрғын ретінде хабарлаймын.
account-role-hint-AKIMAT =
    Қаланы бақылаймын. Қызметтік пошта керек: оған сілтеме келеді. Мақұлданғанша тұрғын ретінде хабарлаймын.
account-check-mail = Поштаңызды тексеріңіз
account-check-mail-text =
    { $email } мекенжайына растау сілтемесін жібердік. Сілтемені ашқаннан кейін әкімдік панелі қолжетімді болады.
account-verifying = Пошта расталуда…
account-verified = Пошта расталды
account-verify-failed = Сілтеме жарамсыз немесе ескірген
account-forgot = Құпиясөзді ұмыттыңыз ба?
account-verify-password = Бұл сіз екеніңізді растаңыз
account-verify-password-text =
    Бұл құрылғыда жүйеге кірмегенсіз. Тіркелген кездегі құпиясөзді енгізіңіз. Басқасын енгізсеңіз, құпиясөз сол болады,
    ал бұрынғы сеанстардың бәрі аяқталады.
account-verify-password-wrong = Бұл құпиясөз сәйкес келмейді
account-verify-again = Жүйеге кіріңіз: жаңа сілтемені аккаунттан сұрауға болады.
account-verify-button = Мекенжайды растау
account-resend = Сілтемені тағы жіберу
account-resent = Сілтеме жіберілді
account-continue = Жалғастыру
account-blocked = Әкімдік бұл аккаунтты бұғаттады. Бұл қателік болса, әкімдікке жазыңыз.
account-blocked-for = Әкімдік бұл аккаунтты бұғаттады: { $reason }. Бұл қателік болса, әкімдікке жазыңыз.
account-to-map = Картаға өту

session-ended = Сеанс аяқталды
session-ended-text = Сіз басқа құрылғыда шықтыңыз немесе көп уақыт өтті. Осы бетте жазғандарыңыздың бәрі орнында тұр.
session-again = Кіріп, жалғастыру
session-leave = Кірмей жалғастыру

new-password-label = Жаңа құпиясөз
new-password-show = Көрсету
new-password-hide = Жасыру
new-password-weak = Әлсіз құпиясөз: оны табу оңай. Сөз не таңба қосыңыз
new-password-fair = Жаман емес. Неғұрлым ұзын болса, соғұрлым жақсы
new-password-strong = Сенімді құпиясөз
new-password-too-short = Кемінде { $count } таңба керек

forgot-title = Құпиясөзді ұмыттыңыз ба?
forgot-text = Аккаунтыңыздың поштасын жазыңыз. Жаңа құпиясөз қоюға арналған сілтемені сол поштаға жібереміз.
forgot-send = Сілтеме жіберу
forgot-sent = Поштаңызды тексеріңіз
forgot-sent-text =
    Бұл мекенжайдың аккаунты болса, хат жолда. Ондағы сілтеме бір рет ашылады және екі сағат жарамды. Хат келмесе,
    «Спам» қалтасын қараңыз.
forgot-again = Тағы жіберу
forgot-email = Мекенжайды толық жазыңыз, мысалы name@example.kz

reset-title = Жаңа құпиясөз қойыңыз
reset-text = Содан кейін басқа құрылғылардағы барлық сеанс аяқталады, ал осында бірден кіресіз.
reset-submit = Сақтап, кіру
reset-done = Құпиясөз өзгертілді
reset-done-text = Осы құрылғыда кірдіңіз. Бұрынғы сеанстардың бәрі аяқталды.
reset-closed = Бұл сілтеме енді жарамсыз
reset-closed-text =
    Сілтеме бір рет ашылады және екі сағат жарамды. Оны пайдаланып қойған немесе жаңасын сұраған боларсыз. Бұрынғы
    құпиясөз күшінде.
reset-ask-new = Жаңа сілтеме сұрау

register-organisation = Ұйым
register-organisation-hint = Тізімнен таңдаңыз немесе өзіңіз жазыңыз.
register-organisation-new = Қала тізімінде мұндай ұйым жоқ: әкімдік оны алғаш көріп, тексереді.
register-organisation-known = Бұл ұйым қалада жұмыс істеп жүр.
register-state-rule =
    Әкімдік рөліне gov.kz доменіндегі қызметтік пошта керек: оған сілтеме келеді, сілтемесіз панель ашылмайды.
register-state-warning = Бұл мекенжай gov.kz доменіне ұқсамайды.
register-next = Әрі қарай не болады
register-steps-EXECUTOR-1 = Поштаңызға сілтеме келеді: мекенжайды растау үшін оны ашыңыз.
register-steps-EXECUTOR-2 = Қала әкімдігі аккаунтты қарап, қай санаттарға қызмет көрсететініңізді шешеді.
register-steps-EXECUTOR-3 =
    Күту кезінде тұрғын ретінде хабарлай беріңіз. Мақұлданған соң хат келеді, тапсырмалар ашылады.
register-steps-AKIMAT-1 = Қызметтік поштаңызға сілтеме келеді.
register-steps-AKIMAT-2 = Оны ашыңыз. Пошта қалаңыздың әкімдігінің доменінде болса, панель бірден ашылады.
register-steps-AKIMAT-3 = Басқа gov.kz поштасын қала әкімдігі қарайды. Күту кезінде тұрғын ретінде хабарлай беріңіз.

waiting-rejected = Әкімдік аккаунтты мақұлдамады
waiting-retired = Сіз енді әкімдік қызметкері емессіз
waiting-rejected-text =
    Бұл қателік болса, әкімдікке жазыңыз: шешімді өзгертуге болады. Тұрғын ретінде мәселе туралы қазір де хабарлай
    аласыз.
waiting-rejected-for = Себебі: { $reason }
waiting-title = Аккаунт мақұлдауды күтуде
waiting-text = Сіз тіркелдіңіз. Мақұлданғанша тұрғын ретінде әрекет етесіз: мәселе туралы хабарлап, пікір жаза аласыз.
waiting-text-AKIMAT =
    Сіз тіркелдіңіз. Мақұлданғанша тұрғын ретінде әрекет етесіз. Пошта қалаңыздың әкімдігінің доменінде болса, хаттағы
    сілтеме жеткілікті; басқа поштаны әкімдік қызметкері қарайды.
waiting-registered = Аккаунт ашылды
waiting-confirm = Поштаны растаңыз
waiting-confirmed = Пошта расталды
waiting-approval = Әкімдік аккаунтты қарап жатыр
waiting-after = Тапсырмалар ашылады
waiting-after-AKIMAT = Қала панелі ашылады
waiting-live = Бетті жаңартудың қажеті жоқ: ол өзі ашылады. Поштаңызға да жазамыз.
waiting-approved = Аккаунтыңыз мақұлданды!
waiting-organisation = Ұйым
waiting-sent-to = Сілтеме { $email } мекенжайына жіберілді
waiting-city = Қала: { $name }
