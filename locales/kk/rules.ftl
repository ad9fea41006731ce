rules-lead =
    Жаңа өтінімге сай келетін бірінші жол қолданылады. Өтінім сол ұйымның орындаушысына беріледі: осы санатқа қызмет
    көрсететін және ашық өтінімдері ең аз орындаушыға. Сай жол болмаса, өтінім бос қалады.
rules-none = Әзірге жол жоқ. Жаңа өтінімдерді орындаушылар өздері алады немесе әкімдік тағайындайды.
rules-category = Санат
rules-district = Аудан
rules-organisation = Ұйым
rules-any-category = Кез келген санат
rules-any-place = Бүкіл қала
rules-choose = Ұйымды таңдаңыз
rules-no-executor = Ұйымда мақұлданған орындаушы жоқ: осы жолдың өтінімдері бос қалады.
rules-add = Жол қосу
rules-save = Кестені сақтау
rules-saved = Кесте сақталды
rules-unfinished = Әр жолда ұйымды таңдаңыз.
rules-only-akimat = Бұл кестені қала әкімдігі көреді және өзгертеді.
# $number (number): which row
rules-row = { $number }-жол
# $number (number): which row
rules-up = { $number }-жолды жоғары жылжыту
# $number (number): which row
rules-down = { $number }-жолды төмен жылжыту
# $number (number): which row
rules-remove = { $number }-жолды алып тастау
# $number (number): which row
rules-refused = { $number }-жол қабылданбады. Жоғарыдағы жол сол өтінімдерге сай болса, бұл жол ешқашан қолданылмайды.
