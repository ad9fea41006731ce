"""The texts of the server. Written by `python -m scripts.locales` from `locales/`; never by hand."""

from app.localisation.catalogue import Catalogue


class Messages:
    """The texts of the server in one language, each with the arguments that it needs."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def area_event(self, variant: str | int, default: str | None = None) -> str:
        """Return: New request in your area"""
        return self._catalogue.format_variant("area-event", variant, default)

    def areas_digest_lead(self, *, day: str) -> str:
        """Return: What was submitted and done on { $day } in the areas that you follow."""
        return self._catalogue.format("areas-digest-lead", day=day)

    def areas_digest_open(self) -> str:
        """Return: Choose your areas"""
        return self._catalogue.format("areas-digest-open")

    def areas_digest_row(self, *, event: str, number: str, place: str) -> str:
        """Return: { $event }: { $number }, { $place }"""
        return self._catalogue.format("areas-digest-row", event=event, number=number, place=place)

    def areas_digest_rows(self, *, count: int, shown: int) -> str:
        """Return: The newest first ({ $shown } of { $count })"""
        return self._catalogue.format("areas-digest-rows", count=count, shown=shown)

    def areas_digest_subject(self, *, city: str, day: str) -> str:
        """Return: { $city }: news in your areas, { $day }"""
        return self._catalogue.format("areas-digest-subject", city=city, day=day)

    def count_thousand(self) -> str:
        """Return: K"""
        return self._catalogue.format("count-thousand")

    def digest_figure(self, variant: str | int, default: str | None = None) -> str:
        """Return: Waiting for the citizen's answer now"""
        return self._catalogue.format_variant("digest-figure", variant, default)

    def digest_late(self, *, due: str, number: str, place: str) -> str:
        """Return: { $number }, { $place }. Was due { $due }"""
        return self._catalogue.format("digest-late", due=due, number=number, place=place)

    def digest_lead(self, *, day: str) -> str:
        """Return: Good morning. What happened on { $day } and where the city stands now."""
        return self._catalogue.format("digest-lead", day=day)

    def digest_none(self) -> str:
        """Return: Nothing is overdue."""
        return self._catalogue.format("digest-none")

    def digest_overdue(self, *, count: int, shown: int) -> str:
        """Return: Overdue, the longest first ({ $shown } of { $count })"""
        return self._catalogue.format("digest-overdue", count=count, shown=shown)

    def digest_seal(self) -> str:
        """Return: The seal of the log this morning. Keep this e-mail: this line can prove later whether ..."""
        return self._catalogue.format("digest-seal")

    def digest_subject(self, *, city: str, day: str) -> str:
        """Return: { $city }: the day in figures, { $day }"""
        return self._catalogue.format("digest-subject", city=city, day=day)

    def event(self, variant: str | int, default: str | None = None) -> str:
        """Return: Personal data removed: closed long ago"""
        return self._catalogue.format_variant("event", variant, default)

    def export_answer(self, variant: str | int, default: str | None = None) -> str:
        """Return: no"""
        return self._catalogue.format_variant("export-answer", variant, default)

    def export_closed(self, variant: str | int, default: str | None = None) -> str:
        """Return: The Akimat"""
        return self._catalogue.format_variant("export-closed", variant, default)

    def export_column(self, variant: str | int, default: str | None = None) -> str:
        """Return: Minutes until work started"""
        return self._catalogue.format_variant("export-column", variant, default)

    def letter_asked(self) -> str:
        """Return: The executor says that the work is done. The last word is yours: is the problem fixed?"""
        return self._catalogue.format("letter-asked")

    def letter_asked_coauthor(self) -> str:
        """Return: Your request was merged into this one, and your answer counts, too. The executor says ..."""
        return self._catalogue.format("letter-asked-coauthor")

    def letter_assigned(self) -> str:
        """Return: A request has been assigned to you. Please start the work before the deadline."""
        return self._catalogue.format("letter-assigned")

    def letter_button(self, variant: str | int, default: str | None = None) -> str:
        """Return: Open QalaControl"""
        return self._catalogue.format_variant("letter-button", variant, default)

    def letter_caller(self, variant: str | int, default: str | None = None) -> str:
        """Return: An officer of the Akimat has recorded your answer. If you did not say so, tell the ..."""
        return self._catalogue.format_variant("letter-caller", variant, default)

    def letter_city_subject(self, variant: str | int, default: str | None = None, *, city: str) -> str:
        """Return: QalaControl: you are blocked in { $city }"""
        return self._catalogue.format_variant("letter-city-subject", variant, default, city=city)

    def letter_city_text(self, variant: str | int, default: str | None = None, *, city: str) -> str:
        """Return: The Akimat has blocked your account in this city ({ $city }): you can read there, and ..."""
        return self._catalogue.format_variant("letter-city-text", variant, default, city=city)

    def letter_day(self, *, day: int, month: str) -> str:
        """Return: { $day } { $month }"""
        return self._catalogue.format("letter-day", day=day, month=month)

    def letter_day_year(self, *, day: int, month: str, year: int) -> str:
        """Return: { $day } { $month } { $year }"""
        return self._catalogue.format("letter-day-year", day=day, month=month, year=year)

    def letter_disputed_akimat(self) -> str:
        """Return: The author says that the problem is still there. The request has gone back to the ..."""
        return self._catalogue.format("letter-disputed-akimat")

    def letter_disputed_executor(self) -> str:
        """Return: The author says that the problem is still there. The request is in work again, with ..."""
        return self._catalogue.format("letter-disputed-executor")

    def letter_email_changed(self, *, email: str) -> str:
        """Return: From now on e-mails go to { $email }. If it was not you, write to the Akimat of your city."""
        return self._catalogue.format("letter-email-changed", email=email)

    def letter_email_changed_unnamed(self) -> str:
        """Return: From now on e-mails go to another address. If it was not you, write to the Akimat of ..."""
        return self._catalogue.format("letter-email-changed-unnamed")

    def letter_fact_due(self) -> str:
        """Return: Due"""
        return self._catalogue.format("letter-fact-due")

    def letter_fact_place(self) -> str:
        """Return: Place"""
        return self._catalogue.format("letter-fact-place")

    def letter_fact_reason(self) -> str:
        """Return: Reason"""
        return self._catalogue.format("letter-fact-reason")

    def letter_fact_request(self) -> str:
        """Return: Request"""
        return self._catalogue.format("letter-fact-request")

    def letter_greeting(self, *, name: str) -> str:
        """Return: Hello { $name },"""
        return self._catalogue.format("letter-greeting", name=name)

    def letter_greeting_unnamed(self) -> str:
        """Return: Hello,"""
        return self._catalogue.format("letter-greeting-unnamed")

    def letter_lead(self, variant: str | int, default: str | None = None) -> str:
        """Return: You have not answered within seven days, so the request is closed without an answer. ..."""
        return self._catalogue.format_variant("letter-lead", variant, default)

    def letter_link_text(self, variant: str | int, default: str | None = None, *, hours: int) -> str:
        """Return: Press the button to make this the address of your account. The link is valid for { ..."""
        return self._catalogue.format_variant("letter-link-text", variant, default, hours=hours)

    def letter_moment(self, *, day: int, month: str, time: str, year: int) -> str:
        """Return: { $day } { $month } { $year }, { $time }"""
        return self._catalogue.format("letter-moment", day=day, month=month, time=time, year=year)

    def letter_month(self, *, month: int) -> str:
        """Return: { $month -> [1] January [2] February [3] March [4] April [5] May [6] June [7] July [8] ..."""
        return self._catalogue.format("letter-month", month=month)

    def letter_open_city(self) -> str:
        """Return: Open the panel of the city"""
        return self._catalogue.format("letter-open-city")

    def letter_open_request(self) -> str:
        """Return: Open the request"""
        return self._catalogue.format("letter-open-request")

    def letter_photo(self, variant: str | int, default: str | None = None) -> str:
        """Return: After the work"""
        return self._catalogue.format_variant("letter-photo", variant, default)

    def letter_preferences(self) -> str:
        """Return: Choose which e-mails you get"""
        return self._catalogue.format("letter-preferences")

    def letter_reader(self, variant: str | int, default: str | None = None) -> str:
        """Return: There is news about a request of your city."""
        return self._catalogue.format_variant("letter-reader", variant, default)

    def letter_subject(self, variant: str | int, default: str | None = None) -> str:
        """Return: QalaControl: your account is blocked"""
        return self._catalogue.format_variant("letter-subject", variant, default)

    def letter_submitted(self) -> str:
        """Return: Thank you! We have received your request and will write about every step. Keep the ..."""
        return self._catalogue.format("letter-submitted")

    def letter_text(self, variant: str | int, default: str | None = None) -> str:
        """Return: The Akimat of your city has blocked your account: you cannot sign in. If you think ..."""
        return self._catalogue.format_variant("letter-text", variant, default)

    def letter_title(self, variant: str | int, default: str | None = None) -> str:
        """Return: Closed without an answer"""
        return self._catalogue.format_variant("letter-title", variant, default)

    def letter_verdict_small_print(self, *, days: int) -> str:
        """Return: The buttons work for { $days -> [one] { $days } day *[other] { $days } days } and need ..."""
        return self._catalogue.format("letter-verdict-small-print", days=days)

    def letter_verify_small_print(self, *, hours: int) -> str:
        """Return: The link is valid for { $hours -> [one] { $hours } hour *[other] { $hours } hours } ..."""
        return self._catalogue.format("letter-verify-small-print", hours=hours)

    def note_optional(self) -> str:
        """Return: Note (optional)"""
        return self._catalogue.format("note-optional")

    def overdue(self) -> str:
        """Return: Overdue"""
        return self._catalogue.format("overdue")

    def point_level(self, variant: str | int, default: str | None = None) -> str:
        """Return: Newcomer"""
        return self._catalogue.format_variant("point-level", variant, default)

    def preferences_kind(self, variant: str | int, default: str | None = None) -> str:
        """Return: New and done requests in areas you follow"""
        return self._catalogue.format_variant("preferences-kind", variant, default)

    def public_away(self) -> str:
        """Return: The service is away for a moment. Reload the page in a minute."""
        return self._catalogue.format("public-away")

    def public_by_category(self) -> str:
        """Return: By category"""
        return self._catalogue.format("public-by-category")

    def public_by_district(self) -> str:
        """Return: By district"""
        return self._catalogue.format("public-by-district")

    def public_city_lead(self, *, city: str, overdue: int, total: int, waiting: int) -> str:
        """Return: { $city }: { $total } requests in all, { $waiting } open, { $overdue } overdue."""
        return self._catalogue.format("public-city-lead", city=city, overdue=overdue, total=total, waiting=waiting)

    def public_city_title(self, *, city: str) -> str:
        """Return: { $city }: requests of residents"""
        return self._catalogue.format("public-city-title", city=city)

    def public_counter(self, variant: str | int, default: str | None = None) -> str:
        """Return: Done"""
        return self._catalogue.format_variant("public-counter", variant, default)

    def public_days(self, *, days: int) -> str:
        """Return: { $days -> [one] The last { $days } day *[other] The last { $days } days }"""
        return self._catalogue.format("public-days", days=days)

    def public_duration_days(self, *, days: int) -> str:
        """Return: { $days -> [one] { $days } day *[other] { $days } days }"""
        return self._catalogue.format("public-duration-days", days=days)

    def public_fact(self, variant: str | int, default: str | None = None) -> str:
        """Return: Done"""
        return self._catalogue.format_variant("public-fact", variant, default)

    def public_figure(self, variant: str | int, default: str | None = None) -> str:
        """Return: Disputed"""
        return self._catalogue.format_variant("public-figure", variant, default)

    def public_hidden(self) -> str:
        """Return: Hidden by a moderator"""
        return self._catalogue.format("public-hidden")

    def public_hours(self, *, hours: int) -> str:
        """Return: { $hours } h"""
        return self._catalogue.format("public-hours", hours=hours)

    def public_language(self, variant: str | int, default: str | None = None) -> str:
        """Return: English"""
        return self._catalogue.format_variant("public-language", variant, default)

    def public_languages(self) -> str:
        """Return: Language of the page"""
        return self._catalogue.format("public-languages")

    def public_live(self) -> str:
        """Return: Follow it live"""
        return self._catalogue.format("public-live")

    def public_map(self) -> str:
        """Return: Map of requests"""
        return self._catalogue.format("public-map")

    def public_missing(self) -> str:
        """Return: There is no such page. Check the number of the request or the name of the city."""
        return self._catalogue.format("public-missing")

    def public_near(self) -> str:
        """Return: Near me"""
        return self._catalogue.format("public-near")

    def public_newest(self) -> str:
        """Return: New requests"""
        return self._catalogue.format("public-newest")

    def public_percent(self, *, percent: int) -> str:
        """Return: { $percent } %"""
        return self._catalogue.format("public-percent", percent=percent)

    def public_preparing(self) -> str:
        """Return: The figures are being prepared. Reload the page in a few minutes."""
        return self._catalogue.format("public-preparing")

    def public_refused(self) -> str:
        """Return: This page cannot be shown inside another site."""
        return self._catalogue.format("public-refused")

    def public_report(self) -> str:
        """Return: Report a problem"""
        return self._catalogue.format("public-report")

    def public_timeline(self) -> str:
        """Return: Progress"""
        return self._catalogue.format("public-timeline")

    def public_too_many(self) -> str:
        """Return: Too many requests from your network. Wait a minute and reload the page."""
        return self._catalogue.format("public-too-many")

    def public_zoom(self, variant: str | int, default: str | None = None) -> str:
        """Return: Zoom in"""
        return self._catalogue.format_variant("public-zoom", variant, default)

    def rating_stars(self, *, count: int) -> str:
        """Return: { $count } of 5"""
        return self._catalogue.format("rating-stars", count=count)

    def rating_title(self) -> str:
        """Return: Rate the work"""
        return self._catalogue.format("rating-title")

    def reason(self, variant: str | int, default: str | None = None) -> str:
        """Return: No access"""
        return self._catalogue.format_variant("reason", variant, default)

    def role(self, variant: str | int, default: str | None = None) -> str:
        """Return: Akimat"""
        return self._catalogue.format_variant("role", variant, default)

    def source(self, variant: str | int, default: str | None = None) -> str:
        """Return: At the counter"""
        return self._catalogue.format_variant("source", variant, default)

    def source_recorded(self, *, source: str) -> str:
        """Return: { $source }, recorded by an officer"""
        return self._catalogue.format("source-recorded", source=source)

    def status(self, variant: str | int, default: str | None = None) -> str:
        """Return: Accepted"""
        return self._catalogue.format_variant("status", variant, default)

    def unsubscribe_button(self) -> str:
        """Return: Stop sending"""
        return self._catalogue.format("unsubscribe-button")

    def unsubscribe_done(self) -> str:
        """Return: Done: no more such letters will come"""
        return self._catalogue.format("unsubscribe-done")

    def unsubscribe_title(self) -> str:
        """Return: Stop sending such letters?"""
        return self._catalogue.format("unsubscribe-title")

    def verdict_ask(self, variant: str | int, default: str | None = None) -> str:
        """Return: Confirm that the problem is fixed?"""
        return self._catalogue.format_variant("verdict-ask", variant, default)

    def verdict_block_help(self) -> str:
        """Return: If this is a mistake, write to the Akimat of the city."""
        return self._catalogue.format("verdict-block-help")

    def verdict_block_reason(self) -> str:
        """Return: Reason:"""
        return self._catalogue.format("verdict-block-reason")

    def verdict_button(self, variant: str | int, default: str | None = None) -> str:
        """Return: Yes, it is fixed"""
        return self._catalogue.format_variant("verdict-button", variant, default)

    def verdict_expired(self) -> str:
        """Return: This link is too old. Open the request on the site and answer there."""
        return self._catalogue.format("verdict-expired")

    def verdict_forged(self) -> str:
        """Return: This link is not valid. Check that you copied all of it, or open the request on the site."""
        return self._catalogue.format("verdict-forged")

    def verdict_open_request(self) -> str:
        """Return: Open the site"""
        return self._catalogue.format("verdict-open-request")

    def verdict_rating_missing(self) -> str:
        """Return: Choose a rating from 1 to 5."""
        return self._catalogue.format("verdict-rating-missing")

    def verdict_reason(self, variant: str | int, default: str | None = None) -> str:
        """Return: The problem has come back"""
        return self._catalogue.format_variant("verdict-reason", variant, default)

    def verdict_reason_title(self) -> str:
        """Return: What is wrong?"""
        return self._catalogue.format("verdict-reason-title")

    def verdict_state(self, variant: str | int, default: str | None = None) -> str:
        """Return: This account is blocked, so it cannot answer."""
        return self._catalogue.format_variant("verdict-state", variant, default)

    def verdict_thanks(self, variant: str | int, default: str | None = None) -> str:
        """Return: Thank you! The fix is confirmed."""
        return self._catalogue.format_variant("verdict-thanks", variant, default)

    def verdict_words(self) -> str:
        """Return: In your words (optional)"""
        return self._catalogue.format("verdict-words")
