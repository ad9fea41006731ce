letter-greeting = Сәлеметсіз бе, { $name }!
letter-greeting-unnamed = Сәлеметсіз бе!
letter-title-SUBMITTED = Өтінім қабылданды
letter-title-CONFIRMED_BY_SILENCE = Жауапсыз жабылды
letter-title-CLOSED_UNANSWERED = Жауапсыз жабылды
letter-title-WORK_CONFIRMED_RECORDED = Өтініш иесі орындалғанын растады, жауабын әкімдік жазды
letter-title-WORK_DISPUTED_RECORDED = Өтініш иесі түзетілмеді дейді, жауабын әкімдік жазды
letter-title-DEADLINE_ESCALATED = Мерзімі көптен өткен: сіздің араласуыңыз керек
letter-title-VERDICT_REMINDED = Сіздің жауабыңызды әлі күтудеміз
letter-title-VERDICT_ASKED_AGAIN = Соңғы рет сұраймыз: мәселе шешілді ме?
letter-reader-AUTHOR = Сіздің өтініміңіз бойынша жаңалық бар.
letter-reader-COAUTHOR = Сіздің өтініміңіз біріктірілген өтінім бойынша жаңалық бар.
letter-reader-FOLLOWER = Сіз бақылап отырған өтінім бойынша жаңалық бар.
letter-reader-AREA = Сіз бақылайтын аумақта жаңалық бар.
letter-reader-EXECUTOR = Сізге тағайындалған өтінім бойынша жаңалық бар.
letter-reader-HEAD = Сіздің ұйымыңыз орындап жатқан өтінім бойынша жаңалық бар.
letter-reader-AKIMAT = Қалаңыздың өтінімі бойынша жаңалық бар.
letter-assigned = Сізге өтінім тағайындалды. Жұмысты мерзімі біткенше бастауыңызды сұраймыз.
letter-disputed-executor = Автор мәселенің әлі шешілмегенін хабарлады. Өтінім қайтадан жұмыста, мерзімі бұрынғыдай.
letter-disputed-akimat = Автор мәселенің әлі шешілмегенін хабарлады. Өтінім орындаушыға қайтарылды.
letter-submitted =
    Рақмет! Өтініміңізді қабылдадық, әр қадамы туралы хат жазамыз. Нөмірін сақтап қойыңыз: әкімдік те өтінімді осы нөмір
    бойынша табады.
letter-caller-SUBMITTED =
    Әкімдік өтінішіңізді жазып алды. Әр қадамы туралы хат жазамыз және мәселе шешілді ме деп сұраймыз. Нөмірін сақтап
    қойыңыз: әкімдік те өтінімді осы нөмір бойынша табады.
letter-caller-RECORDED =
    Әкімдік қызметкері сіздің жауабыңызды жазып қойды. Егер олай айтпаған болсаңыз, әкімдікке өтінім нөмірін атап,
    хабарлаңыз.
letter-caller-SMALL_PRINT =
    Бұл мекенжайды әкімдік қызметкері өтініш иесінің айтуымен жазды. Егер сіз өтініш білдірмеген болсаңыз, «Бұл
    мекенжайға енді жазбау» батырмасын басыңыз.
letter-caller-UNSUBSCRIBE = Бұл мекенжайға енді жазбау
letter-lead-DEADLINE_AT_RISK =
    Осы өтінімге берілген уақыттың көбі өтті. Жұмысты аяқтаңыз немесе себебін көрсетіп, уақытша тоқтатыңыз.
letter-lead-DEADLINE_BREACHED = Осы өтінімнің мерзімі өтіп кетті, ал жұмыс орындалған жоқ.
letter-lead-DEADLINE_ESCALATED = Мерзім көптен өтіп кетті, ал жұмыс әлі орындалған жоқ. Енді шешім әкімдікке қалды.
letter-asked = Орындаушы жұмыстың біткенін хабарлады. Соңғы сөз сізде: мәселе шешілді ме?
letter-asked-coauthor =
    Сіздің өтініміңіз осы өтініммен біріктірілген, сіздің жауабыңыз да ескеріледі. Орындаушы жұмыстың біткенін
    хабарлады: мәселе шешілді ме?
letter-lead-VERDICT_REMINDED =
    Бірнеше күн бұрын жұмыс орындалды деп белгіленді, бірақ сіз әлі жауап бермедіңіз. Мәселе шешілді ме?
letter-lead-VERDICT_ASKED_AGAIN =
    Өтінім сіздің жауабыңызсыз жабылды, мәселенің шешілгенін ешкім айтқан жоқ. Фотоларды және сол жердің өзін қарап
    шығыңызшы: бәрі жөнделді ме? Бұдан кейін қайта сұрамаймыз.
letter-lead-CLOSED_UNANSWERED =
    Сіз жеті күн ішінде жауап бермедіңіз, сондықтан өтінім жауапсыз жабылды. Бұл растау болып саналмайды. Мәселе әлі
    бар болса, өтінім бетінде хабарлаңыз.
letter-lead-MERGE_TARGET_CLOSED =
    Сіздің өтініміңіз біріктірілген өтінім жұмыссыз жабылды. Мәселеңіз әлі бар болса, өз өтініміңізге пікір жазыңыз:
    әкімдік оны қайтадан бөлек аша алады.
letter-photo-BEFORE = Жұмысқа дейін
letter-photo-AFTER = Жұмыстан кейін
letter-photo-TITLE = Фото
letter-verdict-small-print =
    Батырмалар { $days } күн жарамды, аккаунтқа кіру қажет емес. Бұл хатты басқа біреуге жібермеңіз.
letter-fact-request = Өтінім
letter-fact-place = Орны
letter-fact-due = Мерзімі
letter-fact-reason = Себебі
letter-open-request = Өтінімді ашу
letter-open-city = Қала панелін ашу
letter-button-EXECUTOR_APPROVED = Тапсырмаларды ашу
unsubscribe-title = Мұндай хаттарды енді жібермейік пе?
unsubscribe-button = Жібермеу
unsubscribe-done = Дайын: мұндай хаттар енді келмейді
letter-preferences = Қандай хаттар алатыныңызды таңдау
letter-month =
    { $month ->
        [1] қаңтар
        [2] ақпан
        [3] наурыз
        [4] сәуір
        [5] мамыр
        [6] маусым
        [7] шілде
        [8] тамыз
        [9] қыркүйек
        [10] қазан
        [11] қараша
       *[12] желтоқсан
    }
letter-moment = { $year } жылғы { $day } { $month }, { $time }
letter-day = { $day } { $month }
letter-day-year = { $year } жылғы { $day } { $month }
letter-subject-VERIFY_EMAIL = QalaControl: поштаңызды растаңыз
letter-text-VERIFY_EMAIL = Электрондық поштаңызды растау үшін батырманы басыңыз.
letter-button-VERIFY_EMAIL = Поштаны растау
letter-verify-small-print =
    Сілтеме { $hours } сағат жарамды және бір рет қана ашылады. Тіркелмеген болсаңыз, хатты елемеңіз.
letter-subject-EXECUTOR_APPROVED = QalaControl: аккаунтыңыз мақұлданды
letter-text-EXECUTOR_APPROVED =
    Қалаңыздың әкімдігі орындаушы аккаунтыңызды мақұлдады. Енді өтінімдерді орындауға ала аласыз.
letter-subject-RESET_PASSWORD = QalaControl: жаңа құпиясөз
letter-subject-PASSWORD_CHANGED = QalaControl: құпиясөз өзгертілді
letter-subject-CHANGE_EMAIL = QalaControl: жаңа поштаңызды растаңыз
letter-subject-EMAIL_CHANGED = QalaControl: поштаңыз өзгертілді
letter-subject-ADDRESS_TAKEN = QalaControl: сізде аккаунт бар
letter-subject-REGISTER_ANEW = QalaControl: тіркелуді аяқтаңыз
letter-subject-EXECUTOR_REJECTED = QalaControl: аккаунтыңыз мақұлданбады
letter-subject-OFFICER_APPROVED = QalaControl: сіз әкімдік қызметкерісіз
letter-subject-OFFICER_REJECTED = QalaControl: әкімдік аккаунтыңыз мақұлданбады
letter-subject-OFFICER_RETIRED = QalaControl: сіз енді әкімдік қызметкері емессіз
letter-subject-ACCOUNT_BLOCKED = QalaControl: аккаунтыңыз бұғатталды
letter-subject-ACCOUNT_UNBLOCKED = QalaControl: аккаунтыңыз қайта ашылды
letter-link-text-RESET_PASSWORD =
    Жаңа құпиясөз таңдау үшін батырманы басыңыз. Сілтеме { $hours } сағат жарамды және бір рет қана ашылады. Сұрамаған
    болсаңыз, хатты елемеңіз: құпиясөз өзгермейді.
letter-text-PASSWORD_CHANGED =
    Аккаунтыңыздың құпиясөзі өзгертілді, басқа сеанстардың бәрі аяқталды. Бұл сіз болмасаңыз, бірден жаңа құпиясөз
    сұраңыз.
letter-link-text-CHANGE_EMAIL =
    Бұл поштаны аккаунтыңыздың мекенжайы ету үшін батырманы басыңыз. Сілтеме { $hours } сағат жарамды және бір рет қана
    ашылады.
letter-email-changed = Енді хаттар { $email } поштасына келеді. Бұл сіз болмасаңыз, қалаңыздың әкімдігіне жазыңыз.
letter-email-changed-unnamed =
    Енді хаттар басқа поштаға келеді. Бұл сіз болмасаңыз, қалаңыздың әкімдігіне жазыңыз.
letter-text-ADDRESS_TAKEN =
    Біреу сіздің поштаңызбен тіркелмек болды. Бұл сіз болсаңыз, кіріңіз немесе жаңа құпиясөз сұраңыз. Сіз болмасаңыз,
    ештеңе істеудің қажеті жоқ.
letter-link-text-REGISTER_ANEW =
    Біреу сіздің поштаңызбен тіркелді, ал бұл поштада ешкім растамаған аккаунт бар. Бұл сіз болсаңыз, батырманы басып,
    осы тіркелудің құпиясөзін енгізіңіз: аккаунт жаңадан ашылады, бұрынғысы жойылады. Сілтеме { $hours } сағат жарамды
    және бір рет қана ашылады. Бұл сіз болмасаңыз, хатты елемеңіз: ештеңе өзгермейді.
letter-text-EXECUTOR_REJECTED =
    Қалаңыздың әкімдігі орындаушы аккаунтыңызды мақұлдамады. Бұл қателік деп ойласаңыз, әкімдікке жазыңыз.
letter-text-OFFICER_APPROVED = Қалаңыздың әкімдік қызметкері аккаунтыңызды мақұлдады. Қала панелі ашық.
letter-text-OFFICER_REJECTED =
    Қалаңыздың әкімдігі қызметкер аккаунтыңызды мақұлдамады. Тұрғын ретінде мәселелер туралы хабарлай бере аласыз.
letter-text-OFFICER_RETIRED =
    Аккаунтыңыз енді әкімдік атынан әрекет етпейді. Кіру, өтінімдер мен хабарламалар қалады: енді бұл тұрғын аккаунты.
letter-text-ACCOUNT_BLOCKED =
    Қалаңыздың әкімдігі аккаунтыңызды бұғаттады: енді оған кіре алмайсыз. Бұл қателік деп ойласаңыз, әкімдікке жазыңыз.
letter-text-ACCOUNT_UNBLOCKED = Қалаңыздың әкімдігі аккаунтыңызды қайта ашты. Енді кіре аласыз.
# $city (string): the name of a city
letter-city-subject-ACCOUNT_BLOCKED = QalaControl: { $city } қаласында бұғатталдыңыз
# $city (string): the name of a city
letter-city-subject-ACCOUNT_UNBLOCKED = QalaControl: { $city } қаласындағы бұғат алынды
# $city (string): the name of a city
letter-city-text-ACCOUNT_BLOCKED =
    Әкімдік аккаунтыңызды { $city } қаласында бұғаттады: онда оқуға болады, бірақ ештеңе жібере алмайсыз.
    Басқа қалаларда бәрі бұрынғыдай. Бұл қателік деп ойласаңыз, әкімдікке жазыңыз.
# $city (string): the name of a city
letter-city-text-ACCOUNT_UNBLOCKED = Әкімдік аккаунтыңыздың { $city } қаласындағы бұғатын алды.
letter-button-RESET_PASSWORD = Құпиясөз таңдау
letter-button-PASSWORD_CHANGED = Жаңа құпиясөз сұрау
letter-button-CHANGE_EMAIL = Поштаны растау
letter-button-EMAIL_CHANGED = QalaControl сайтын ашу
letter-button-ADDRESS_TAKEN = Кіру
letter-button-REGISTER_ANEW = Тіркелуді аяқтау
letter-button-EXECUTOR_REJECTED = QalaControl сайтын ашу
letter-button-OFFICER_APPROVED = Қала адамдарын ашу
letter-button-OFFICER_REJECTED = QalaControl сайтын ашу
letter-button-OFFICER_RETIRED = QalaControl сайтын ашу
letter-button-ACCOUNT_BLOCKED = QalaControl сайтын ашу
letter-button-ACCOUNT_UNBLOCKED = Кіру

digest-subject = { $city }: күн қорытындысы, { $day }
digest-lead = Қайырлы таң! { $day }: не болғаны және қаланың қазіргі жағдайы.
digest-figure-CREATED = Кеше берілгені
digest-figure-COMPLETED = Кеше орындалғаны
digest-figure-CONFIRMED = Кеше тұрғындар растағаны
digest-figure-DISPUTED = Кеше тұрғындар келіспегені
digest-figure-OPEN = Қазір ашық
digest-figure-OVERDUE = Қазір мерзімі өткен
digest-figure-ASKED = Қазір тұрғын жауабын күтуде
digest-overdue = Мерзімі өткендер, ең ескісінен бастап ({ $count } ішінен { $shown })
digest-late = { $number }, { $place }. Мерзімі: { $due }
digest-none = Мерзімі өткен өтінім жоқ.
digest-seal =
    Журналдың осы таңғы мөрі. Хатты сақтап қойыңыз: осы жол бойынша өткеннің өзгертілген-өзгертілмегенін кейін
    дәлелдеуге болады.

areas-digest-subject = { $city }: аумақтарыңыздағы жаңалықтар, { $day }
areas-digest-lead = Сіз бақылайтын аумақтарда { $day } күні берілген және орындалған өтінімдер.
areas-digest-rows = Алдымен жаңалары ({ $count } ішінен { $shown })
areas-digest-row = { $event }: { $number }, { $place }
areas-digest-open = Аумақтарды таңдау
