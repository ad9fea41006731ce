status-ACCEPTED = Қабылданды
status-IN_PROGRESS = Жұмыс үстінде
status-ON_HOLD = Уақытша тоқтатылды
status-DONE = Орындалды
status-CONFIRMED = Расталды
status-REJECTED = Қабылданбады
status-WITHDRAWN = Кері алынды
status-MERGED = Біріктірілді
overdue = Мерзімі өтті

role-CITIZEN = Тұрғын
role-EXECUTOR = Орындаушы
role-AKIMAT = Әкімдік

event-SUBMITTED = Өтінім берілді
event-ASSIGNED = Орындаушы тағайындалды
event-CLAIMED = Орындаушы өтінімді орындауға алды
event-RELEASED = Орындаушы өтінімнен бас тартты
event-WORK_STARTED = Жұмыс басталды
event-WORK_HELD = Жұмыс уақытша тоқтатылды
event-WORK_RESUMED = Жұмыс жалғасты
event-WORK_COMPLETED = Жұмыс орындалды
event-WORK_CONFIRMED = Автор орындалғанын растады
event-WORK_DISPUTED = Автор мәселе шешілмегенін хабарлады
event-REJECTED = Өтінім қабылданбады
event-WITHDRAWN = Өтінім кері алынды
event-MERGED = Өтінім басқа өтініммен біріктірілді
event-DEADLINE_EXTENDED = Мерзім ұзартылды
event-RECATEGORISED = Өтінімнің санаты өзгертілді
event-CONFIRMATION_ADDED = Тағы бір автор орындалғанын растады
event-COMMENTED = Жаңа пікір
event-DEADLINE_AT_RISK = Мерзім жақындап қалды
event-DEADLINE_BREACHED = Мерзім өтіп кетті
event-DEADLINE_ESCALATED = Мерзімі көптен өткен: әкімдікке хабарланды
event-VERDICT_REMINDED = Авторға растау туралы ескертілді
event-ANONYMISED = Жеке деректер өшірілді: өтінім баяғыда жабылған
event-WORDS_REMOVED = Автор өз мәтінін өшірді
event-PHOTO_MODERATED = Әкімдік фотоның көрінуін өзгертті
event-TEXT_HIDDEN = Әкімдік мәтінді жасырды
event-TEXT_SHOWN = Әкімдік мәтінді қайта көрсетті
event-PHOTO_RETRACTED = Автор фотоны алып тастады
event-OTHER = Өтінім өзгерді

reason-WEATHER = Ауа райы
reason-MATERIALS = Материал жоқ
reason-ACCESS = Кіруге мүмкіндік жоқ
reason-OTHER_AGENCY = Басқа мекеме күтілуде
reason-SAFETY = Қауіпсіздік
reason-OTHER = Басқа себеп
reason-NOT_OUR_RESPONSIBILITY = Біздің құзыретіміз емес
reason-NOT_FOUND = Орнында табылмады
reason-INSUFFICIENT_INFORMATION = Мәлімет жеткіліксіз
reason-NOT_A_PROBLEM = Мәселе емес
reason-SPAM = Спам

note-optional = Түсініктеме (міндетті емес)
rating-title = Жұмысты бағалаңыз
rating-stars = 5-тен { $count }

point-level-1 = Жаңа тұрғын
point-level-2 = Белсенді тұрғын
point-level-3 = Жақсы көрші
point-level-4 = Аула қамқоршысы
point-level-5 = Қала жанашыры
point-level-6 = Қала мақтанышы

preferences-kind-REQUEST_MOVED = Сіз берген немесе бақылайтын өтінімдердің қадамдары
preferences-kind-VERDICT_ASKED = Мәселе шешілді ме деген сұрақ
preferences-kind-ASSIGNMENT = Сізге өтінім тағайындалды
preferences-kind-DISPUTE = Тұрғын мәселе шешілмегенін хабарлады
preferences-kind-DEADLINE = Мерзімдер: жақын, өтті, көптен өткен
preferences-kind-DIGEST = Қала бойынша таңғы қорытынды

source-PHONE = Телефон арқылы
source-COUNTER = Қабылдау кезінде
source-ROUND = Қаланы аралағанда
source-recorded = { $source }, әкімдік қызметкері жазды
