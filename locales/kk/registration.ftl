account-register-title = Тіркелу
account-given-name = Аты
account-given-name-hint = Оны бәрі көреді. Тегіңіз бен поштаңызды тек әкімдік көреді.
account-surname = Тегі
account-whole-name = Толық аты-жөні
account-role = Рөл
account-city = Қала
account-have-account = Аккаунтыңыз бар ма?
account-role-hint-CITIZEN = Мәселе туралы хабарлап, оның шешілуін бақылаймын.
account-role-hint-EXECUTOR =
    Қала әкімдігі мақұлдаған соң тапсырмаларды орындаймын. Оған дейін тұрғын ретінде хабарлаймын.
account-role-hint-AKIMAT =
    Қаланы бақылаймын. Қызметтік пошта керек: оған сілтеме келеді. Мақұлданғанша тұрғын ретінде хабарлаймын.
account-check-mail = Поштаңызды тексеріңіз
account-registered = Аккаунт ашылды. Растау хаты { $email } мекенжайына жіберілді.
account-verifying = Пошта расталуда…
account-verified = Пошта расталды
account-verify-failed = Сілтеме жарамсыз немесе ескірген
account-verify-password = Бұл сіз екеніңізді растаңыз
account-verify-password-text =
    Бұл құрылғыда жүйеге кірмегенсіз. Тіркелген кездегі құпиясөзді енгізіңіз. Басқасын енгізсеңіз, құпиясөз сол болады,
    ал бұрынғы сеанстардың бәрі аяқталады.
account-verify-password-wrong = Бұл құпиясөз сәйкес келмейді
account-verify-again = Жүйеге кіріңіз: жаңа сілтемені аккаунттан сұрауға болады.
account-verify-button = Мекенжайды растау
account-continue = Жалғастыру
account-to-map = Картаға өту

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
