people-title = Қала адамдары

call-take = Өтініш қабылдау
call-title = Тұрғынның өтініші
call-source = Өтініш қайдан келді
call-own-city = Өтінішті тек өз қалаңызда қабылдай аласыз.
caller-title = Өтініш иесі
caller-anonymous = Өтініш иесі байланыс дерегін қалдырмады.
caller-gets-letters = хат алады
caller-gets-no-letters = енді жазбауды сұрады
caller-erase = Өтініш иесінің деректерін өшіру
caller-erase-sure = Өтініш иесінің аты, телефоны және поштасы өшірілсін бе? Оларды қайтару мүмкін емес, хаттар келмейді.
city-all-sources = Барлық көздер

rules-title = Жаңа өтінімдер кімге беріледі
