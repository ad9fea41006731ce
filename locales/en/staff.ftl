### Pages of the Akimat.

people-title = People of the city

call-take = Take a report
call-title = A citizen's report
call-source = Where the report comes from
call-phone = The citizen's telephone
call-phone-hint = Not required. Only officers of this city see it.
call-name = Name (optional)
call-email = E-mail (optional)
call-email-hint = It gets the number of the request, every step, and the question whether the problem is solved.
call-language = Language of the letters
call-earlier = Earlier reports from this number
call-own-city = You can take reports in your own city only.
call-refused-phone = Enter a telephone number, such as +7 701 234 56 78
call-refused-name = Enter a name without links, addresses or telephone numbers
caller-title = The citizen
caller-anonymous = The citizen left no contacts.
caller-gets-letters = gets letters
caller-gets-no-letters = asked for no more letters
caller-erase = Erase the citizen's data
caller-erase-sure = Erase name, telephone and e-mail of the citizen? This cannot be undone, and no more letters come.
city-all-sources = All sources

rules-title = Who gets new requests
