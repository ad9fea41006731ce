score-only-akimat = Бұл бет қала әкімдігіне арналған. Әкімдік аккаунтымен кіріп, өз қалаңызды таңдаңыз.
score-how = Орын қалай есептеледі
score-hint =
    Орын алу үшін мерзімі бар кемінде { $count } жұмыс аяқталуы керек. Орындар мерзімінде біткен жұмыс үлесінің 95 %
    сенімділік аралығының төменгі шегі бойынша беріледі: бірнеше сәтті жұмыс жүздеген жұмыстан озбайды.
score-spans =
    Мерзімінде біткені мен қайтарылғанының үлесі және жұмыс уақыты: осы ай мен алдыңғы он бір ай. Баға мен өтінімдер
    саны: барлық уақыт. Осы өтінімдерді ашу үшін көрсеткішті басыңыз.
score-rank = Орын
score-too-few = { $count } жұмыстан аз
score-column-onTime = Мерзімінде
score-column-work = Жұмыс, медиана
score-column-reopened = Қайтарылғаны
score-column-rating = Баға
score-column-active = Қазір жұмыста
score-column-done = Орындалғаны
score-column-marked = Тексеретін фото
score-percent = { $percent } %
score-interval = { $low }–{ $high } %
score-requests = { $figure }: { $name } өтінімдері
score-late = кешіккені: { $count }
