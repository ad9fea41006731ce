### Pages of the Akimat.

people-title = People of the city

call-take = Take a report
call-title = A citizen's report
call-source = Where the report comes from
call-own-city = You can take reports in your own city only.
caller-title = The citizen
caller-anonymous = The citizen left no contacts.
caller-gets-letters = gets letters
caller-gets-no-letters = asked for no more letters
caller-erase = Erase the citizen's data
caller-erase-sure = Erase name, telephone and e-mail of the citizen? This cannot be undone, and no more letters come.
city-all-sources = All sources

rules-title = Who gets new requests
