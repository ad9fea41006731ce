### Who gets a new request: the page of the Akimat.

rules-lead =
    The first row that fits a new request counts. An executor of its organisation gets the request: one who serves the
    category and has the fewest open requests. Where no row fits, the request stays free.
rules-none = There are no rows yet. Executors take new requests themselves, or the Akimat assigns them.
rules-category = Category
rules-district = District
rules-organisation = Organisation
rules-any-category = Any category
rules-any-place = The whole city
rules-choose = Choose an organisation
rules-no-executor = It has no approved executor: the requests of this row stay free.
rules-add = Add a row
rules-save = Save the table
rules-saved = The table is saved
rules-unfinished = Choose an organisation in every row.
rules-only-akimat = The Akimat of the city sees and changes this table.
# $number (number): which row
rules-row = Row { $number }
# $number (number): which row
rules-up = Move row { $number } up
# $number (number): which row
rules-down = Move row { $number } down
# $number (number): which row
rules-remove = Remove row { $number }
# $number (number): which row
rules-refused = Row { $number } was not accepted. It may never count, because a row above fits the same requests.
