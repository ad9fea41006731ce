### Notifications and their settings.

## The list of notifications

notifications-title = Notifications
notifications-empty = No notifications yet.
notifications-mark-read = Mark all as read
# $count (number): how many
notifications-unread = Unread: { $count }
notifications-signin-first = Sign in to see notifications.

## Which letters and notices one gets

preferences-title = E-mails and notifications
preferences-what = What about
preferences-in-app = The list of notifications on this site always has everything. Choose what else you get.
preferences-saved = Saved
preferences-signin-first = Sign in to choose your e-mails.
preferences-push-title = Notifications of this browser
preferences-turn-on = Turn on in this browser
preferences-turn-off = Turn off in this browser
preferences-channel-EMAIL = E-mail
preferences-channel-PUSH = Browser
preferences-channel-NIGHT = Browser at night
preferences-night =
    From 22:00 to 8:00, by the clock of the city, notifications of browsers wait for the morning.
    Of those about one request the last one comes.
preferences-push-unsupported = This browser cannot show notifications.
preferences-push-denied = Notifications are forbidden in the settings of this browser.
preferences-push-failed =
    This did not work: the browser gave no subscription. Private windows do not, and browsers that do not reach
    their notification service. Letters and the list on this site work without it.
preferences-push-off = See steps at once, even when this page is closed.
preferences-push-on = This browser shows notifications while you are signed in.
