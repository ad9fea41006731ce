people-only-akimat = Бұл бет қала әкімдігіне арналған. Әкімдік аккаунтымен кіріп, өз қалаңызды таңдаңыз.
people-confirm-first = Аккаунтыңыз әлі мақұлдауды күтуде: оған дейін тұрғын ретінде әрекет етесіз.
people-waiting = Мақұлдауды күтіп отыр
people-none-waiting = Қазір мақұлдауды күтіп отырған ешкім жоқ.
people-all = Барлық аккаунт
people-search = Аты-жөні немесе поштасы
people-none = Ешкім табылмады.
people-unconfirmed = расталмаған
people-confirmed = мекенжай расталған
people-unconfirmed-warning =
    Бұл орындаушының мекенжайы расталмаған: хаттағы сілтемені ешкім ашқан жоқ. Пошта басқа біреудікі болуы мүмкін.
people-approve-unconfirmed = Мекенжайы расталмаса да мақұлдау
people-no-organisation = ұйымсыз
people-all-categories = барлық санат
people-categories = Санаттар
people-categories-hint = Орындаушы қызмет көрсететін санаттарды белгілеңіз. Ештеңе белгіленбесе: барлық санат.
people-head = Басшы
people-blocked = Бұғатталған
people-blocked-everywhere = Барлық жерде бұғатталған
people-rejected = Қабылданбаған
people-waiting-tag = Мақұлдауды күтуде
people-history = Шешімдер
people-approve = Мақұлдау
people-reject = Қабылдамау
people-retire = Өкілеттікті тоқтату
people-edit = Санаттар
people-make-head = Басшы етіп тағайындау
people-end-head = Басшылықтан босату
people-block = Бұғаттау
people-unblock = Бұғаттан шығару
people-save = Сақтау
people-reason = Себебі
people-reason-told = Оны осы адам көреді.
people-block-hint =
    Адам сіздің қалаңызда енді ештеңе жібере алмайды, басқа қалаларда жібере алады. Жұмыстағы өтінімдері басқаға
    бергенше соның атында қалады.
people-unblock-hint =
    Адам қалаңызда қайтадан жаза алады.
people-reject-hint = Ол адам хат алады. Аккаунтты кейін мақұлдауға болады.
people-retire-hint =
    Аккаунт иесінде тұрғын аккаунты ретінде қалады. Өкілеттікті қайтаруға болады. Соңғы қызметкердікін тоқтатуға
    болмайды.
people-approve-anyway = Бәрібір мақұлдау
people-who-all = Барлығы
people-who-executors = Орындаушылар
people-who-officers = Әкімдік қызметкерлері
people-who-citizens = Тұрғындар
people-who-blocked = Бұғатталғандар
people-decision-APPROVED = Мақұлданды
people-decision-BY_DOMAIN = Әкімдік қызметкері: пошта қаланың доменінде
people-decision-REJECTED = Қабылданбады
people-decision-RETIRED = Әкімдік қызметкері емес
people-decision-CATEGORIES = Санаттары өзгертілді
people-decision-MADE_HEAD = Басшы болып тағайындалды
people-decision-HEAD_ENDED = Басшылықтан босатылды
people-decision-BLOCKED = Бұғатталды
people-decision-UNBLOCKED = Бұғаттан шығарылды
people-done-APPROVED = Мақұлданды
people-done-REJECTED = Қабылданбады
people-done-RETIRED = Өкілеттік тоқтатылды
people-done-CATEGORIES = Санаттар сақталды
people-done-MADE_HEAD = Басшы тағайындалды
people-done-HEAD_ENDED = Басшылықтан босатылды
people-done-BLOCKED = Аккаунт бұғатталды
people-done-UNBLOCKED = Аккаунт бұғаттан шығарылды
people-count = Көрсетілді: { $count }
people-since = { $moment } күнінен бастап
people-serves = Қызмет көрсетеді: { $names }
people-named = { $action }: { $name }

city-pending = Мақұлдауды күтетін орындаушылар
city-approve = Мақұлдау

call-phone = Өтініш иесінің телефоны
call-phone-hint = Міндетті емес. Тек осы қала әкімдігінің қызметкерлері көреді.
call-name = Аты (міндетті емес)
call-email = Поштасы (міндетті емес)
call-email-hint = Оған өтінім нөмірі, әр қадам және мәселе шешілді ме деген сұрақ келеді.
call-language = Хаттардың тілі
call-earlier = Бұл нөмірден бұрын да хабарласқан
call-refused-phone = Телефон нөмірін енгізіңіз, мысалы +7 701 234 56 78
call-refused-name = Сілтемесіз, мекенжайсыз және телефонсыз есімді енгізіңіз
