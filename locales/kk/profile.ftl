profile-title = Профиль
profile-language = Хаттар мен беттердің тілі
profile-save = Сақтау
profile-saved = Сақталды
profile-city-fixed = Орындаушы мен әкімдіктің қаласы өзгермейді: басқа қалаға басқа аккаунт керек.
profile-signin-first = Аккаунтыңызды көру үшін жүйеге кіріңіз.
profile-organisation = Ұйым

email-title = Электрондық пошта
email-confirmed = расталған
email-unconfirmed = әлі расталмаған
email-fresh = Жаңа мекенжай
email-password = Аккаунт құпиясөзі
email-send = Сілтеме жіберу
email-hint = Жаңа мекенжайға сілтеме келеді. Ол ашылмайынша ештеңе өзгермейді.
email-state-rule = Әкімдіктің мекенжайы gov.kz доменінде болуы керек.
email-wrong-password = Бұл аккаунтыңыздың құпиясөзі емес
email-sent = { $email } мекенжайына жіберілген хаттағы сілтемені ашыңыз. Оған дейін бұрынғы мекенжай қолданылады.

new-email-password = Бұл құрылғыда осы аккаунтқа кірмегенсіз. Оның құпиясөзін енгізіңіз.
new-email-title = Жаңа пошта мекенжайы
new-email-text = Батырманы басыңыз, сонда бұл мекенжай аккаунтыңыздікі болады: осымен кіресіз, хаттар осыған келеді.
new-email-confirm = Жаңа мекенжайды растау
new-email-done = Мекенжай өзгертілді
new-email-done-text = Енді жаңа мекенжаймен кіріңіз. Бұрынғысына бұл туралы хат жібердік.
new-email-closed = Бұл сілтеме енді жарамсыз
new-email-closed-text =
    Сілтеме бір рет ашылады және бір тәулік жарамды. Бұрынғы мекенжай күшінде; жаңа сілтемені аккаунттан сұрауға болады.
new-email-to-account = Аккаунтты ашу

change-password-title = Құпиясөз
change-password-old = Қазіргі құпиясөз
change-password-submit = Құпиясөзді өзгерту
change-password-hint = Басқа құрылғылардағы сеанстар аяқталады, осы сеанс қалады.
change-password-wrong-old = Бұл қазіргі құпиясөз емес
change-password-done = Құпиясөз өзгертілді. Аяқталған басқа сеанстар: { $count }.

sessions-title = Қайда кіргенсіз
sessions-text = Құрылғыны танымайсыз ба? Оның сеансын аяқтап, құпиясөзді өзгертіңіз.
sessions-current = осы құрылғы
sessions-now = қазір
sessions-end = Аяқтау
sessions-end-others = Қалғандарының бәрін аяқтау
sessions-only = Басқа сеанс жоқ.
sessions-unknown = Белгісіз құрылғы
sessions-device = { $browser }, { $system }
sessions-since = кірген уақыты: { $moment }
sessions-used = соңғы белсенділік: { $moment }
sessions-end-named = Сеансты аяқтау: { $device }
sessions-ended = Аяқталған сеанстар: { $count }

own-letters-title = Хаттар мен хабарламалар
own-letters-text = Не туралы жазуды өзіңіз шешесіз.

own-data-title = Менің деректерім
own-data-text =
    Сіз туралы сақталғанның бәрі бір файлда: аккаунт, өтінімдер, пікірлер, хабарламалар, сеанстар, баптаулар, ұпайлар.
    JSON пішімін адам да, бағдарлама да оқиды.
own-data-download = Деректерімді жүктеп алу
own-data-ready = Файл дайын

erase-title = Аккаунтты жою
erase-text = Бірден және біржола: аккаунтты ешкім қайтара алмайды.
erase-begin = Аккаунтымды жою…
erase-forgotten-title = Жойылады
erase-kept-title = Қалады
erase-password = Растау үшін құпиясөз
erase-sure = Мұның біржола екенін түсінемін
erase-confirm = Біржола жою
erase-done = Аккаунт жойылды
erase-done-text = Кім екеніңізді енді білмейміз. Мекенжайыңыз қайта бос.
erase-work = Жұмысыңыздағы өтінімдер сізге тағайындалған күйде қалады: әкімдік оларды басқа орындаушыға береді.
erase-forgotten-1 = аты-жөніңіз, поштаңыз және құпиясөзіңіз
erase-forgotten-2 = хабарламалар, баптаулар, хаттар және бақылаулар
erase-forgotten-3 = барлық сеанс: барлық құрылғыдан шығасыз
erase-forgotten-4 = рейтингтегі орныңыз
erase-kept-1 = өтінімдер мен олардың барысы, атыңызсыз: бұл қала статистикасы
erase-kept-2 = сипаттама мен пікірлерге жазған сөздеріңіз: олар бәріне ашық болған
