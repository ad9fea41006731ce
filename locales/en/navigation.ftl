### What stands on every page.

## The bars at the top and the bottom, and what stands on every page

nav-map = Map
areas-title = Areas you follow
nav-mine = My requests
nav-tasks = Tasks
nav-city = City
nav-sign-in = Sign in
nav-signout = Sign out
nav-notifications = Notifications
nav-back = Back
nav-choose-city = Choose a city
nav-language = Language
nav-skip = Skip to content
nav-close = Close
nav-menu = Account
nav-people = People
nav-mine-short = Requests

## What pages are called, in the window's title and in the menu

page-forgot = New password
page-reset = New password
page-account = My account
page-change-email = New address
page-people = People
page-policies = Promised times
page-rules = Assignment
page-receipt = Check a receipt

## The connection to the server

connection-offline = No internet. Showing what was last loaded.
connection-reconnecting = Connection lost, reconnecting…
connection-live = Live

## What the languages are called: the same in every catalogue

language-kk = Қазақша
language-ru = Русский
language-en = English
language-short-kk = Қаз
language-short-ru = Рус
language-short-en = Eng
# The tag by which browsers write dates and numbers.
language-tag = en-GB

## Links that mean nothing

link-unknown = There is no such page
link-unknown-text = The link may be misspelt or cut off. Open the map or the list of requests.
link-faults = A part of the link means nothing and was left out:
link-request = This link leads to no request
link-request-text = It may be misspelt or cut off.
# $text (string): what stands in the link
link-search = Search the requests of the city for “{ $text }”
link-photo = This photo is not here. It may have been removed.
update-ready = A new version of the page is ready. What you typed is kept.
update-accept = Update
update-later = Later
# $moment (string): a date and a time, ready to be shown
kept-shown = The server cannot be reached. Shown as of { $moment }.
