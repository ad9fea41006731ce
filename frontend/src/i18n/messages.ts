// Written by `python -m scripts.locales` from the catalogues in `locales/`; never by hand.

/** The messages with arguments, and what each needs. */
export interface MessageArguments {
  "account-blocked-for": { reason: string };
  "account-check-mail-text": { email: string };
  "account-registered": { email: string };
  "action-form-load": { count: number };
  "action-form-overtaken": { action: string };
  "areas-centre-chosen": { point: string };
  "areas-circle": { distance: string; point: string };
  "areas-full": { count: number };
  "areas-radius": { distance: string };
  "blocked-in-city": { city: string };
  "bulk-anyway": { count: number };
  "bulk-chosen": { count: number };
  "bulk-done": { count: number; done: number };
  "bulk-refused": { count: number };
  "bulk-unsent": { count: number };
  "change-password-done": { count: number };
  "city-filter-remove": { name: string };
  "city-found": { count: number };
  "city-found-part": { count: number };
  "city-none-text": { text: string };
  "city-open-number": { number: string };
  "city-similar": { text: string };
  "day-with-year": { day: number; month: string; year: number };
  "email-sent": { email: string };
  "export-too-many": { count: number };
  "failure-patience": { span: string };
  "failure-wait": { span: string };
  "field-count": { count: number; limit: number };
  "field-failure-least": { count: number };
  "field-failure-limit": { count: number };
  "field-too-long": { limit: number; surplus: number };
  "kept-shown": { moment: string };
  "link-search": { text: string };
  "mail-unconfirmed": { email: string };
  "map-cluster": { count: number };
  "map-kilometres": { count: number };
  "map-outside": { city: string };
  "merge-doubt-DISTANCE": { distance: string };
  "moment-other-year": { day: number; month: string; time: string; year: number };
  "moment-this-year": { day: number; month: string; time: string };
  "month-name": { month: number; year: string };
  "month-short": { month: number };
  "new-password-too-short": { count: number };
  "notifications-unread": { count: number };
  "outbox-arrived": { number: string };
  "outbox-count": { count: number };
  "outbox-not-replaced": { number: string; old: string };
  "people-count": { count: number };
  "people-named": { action: string; name: string };
  "people-serves": { names: string };
  "people-since": { moment: string };
  "photo-area": { number: number };
  "photo-far": { distance: string };
  "photo-limit": { count: number };
  "photo-one": { number: number };
  "photo-open": { label: string };
  "photo-refused-broken": { name: string };
  "photo-refused-file": { name: string };
  "photo-refused-gif": { name: string };
  "photo-refused-heic": { name: string };
  "photo-refused-notPicture": { name: string };
  "photo-refused-tooLarge": { name: string };
  "photo-refused-tooMany": { name: string };
  "photo-refused-twice": { name: string };
  "photo-remove": { number: number };
  "photo-reused": { number: string };
  "photo-sent": { percent: number };
  "photo-shown": { percent: number };
  "points-cap": { count: number };
  "points-to-next": { count: number };
  "policies-after-deadline": { span: string };
  "policies-after-start": { span: string };
  "policies-edit-named": { category: string };
  "policies-percent": { count: number };
  "policies-since": { moment: string };
  "policies-spelled": { span: string };
  "print-at": { moment: string };
  "print-search": { text: string };
  "print-shown": { count: number };
  "progress-promised": { moment: string };
  "progress-took": { span: string };
  "rating-average": { rating: number };
  "rating-stars": { count: number };
  "receipt-broken-at": { count: number };
  "receipt-intact": { count: number };
  "receipt-redacted": { count: number };
  "receipt-unknown": { number: string };
  "receipt-valid": { day: string; number: string };
  "report-earlier-keep": { number: string };
  "report-earlier-title": { number: string };
  "report-metres": { count: number };
  "report-suggestion-count": { count: number };
  "request-followers": { count: number };
  "request-late": { span: string };
  "request-left": { span: string };
  "round-length": { count: number; distance: string };
  "round-number": { number: number };
  "rules-down": { number: number };
  "rules-refused": { number: number };
  "rules-remove": { number: number };
  "rules-row": { number: number };
  "rules-up": { number: number };
  "score-hint": { count: number };
  "score-interval": { high: number; low: number };
  "score-late": { count: number };
  "score-percent": { percent: number };
  "score-requests": { figure: string; name: string };
  "score-too-few": { count: number };
  "sessions-device": { browser: string; system: string };
  "sessions-end-named": { device: string };
  "sessions-ended": { count: number };
  "sessions-since": { moment: string };
  "sessions-used": { moment: string };
  "source-recorded": { source: string };
  "step-moved": { status: string };
  "step-photos": { count: number };
  "step-taken": { name: string };
  "table-choose": { number: string };
  "table-done-since": { day: string };
  "table-drawer": { number: string };
  "table-from-day": { day: string };
  "table-to-day": { day: string };
  "table-view-remove": { name: string };
  "tasks-answered": { count: number };
  "tasks-from-you": { distance: string };
  "tasks-near-within": { count: number; distance: string };
  "text-part-STEP": { version: number };
  "text-reason-said": { reason: string };
  "undo-ASSIGN": { number: string };
  "undo-CLAIM": { number: string };
  "undo-MERGE": { number: string };
  "undo-REJECT": { number: string };
  "undo-WITHDRAW": { number: string };
  "undo-late": { count: number; late: number };
  "undo-many": { action: string; count: number };
  "undo-refused": { number: string; reason: string };
  "waiting-city": { name: string };
  "waiting-count": { count: number };
  "waiting-refused": { count: number };
  "waiting-rejected-for": { reason: string };
  "waiting-sent-to": { email: string };
  "wall-as-of": { time: string };
  "wall-day": { day: number; month: string };
  "wall-own-city": { city: string };
  "wall-session-ended": { moment: string };
  "wall-session-ends": { moment: string };
  "work-current": { category: string; number: string };
  "zone-counts": { late: number; requests: number };
  "zone-fewer": { percent: number };
  "zone-late": { count: number };
  "zone-more": { percent: number };
  "zone-times": { times: number };
  "zone-unnamed": { number: number };
}

/** The messages without arguments. */
export type PlainKey =
  "account-blocked" | "account-check-mail" | "account-city" | "account-continue" | "account-email" | "account-forgot" |
  "account-given-name" | "account-given-name-hint" | "account-have-account" | "account-no-account" | "account-password"
  | "account-register" | "account-register-title" | "account-resend" | "account-resent" | "account-role" |
  "account-role-hint-AKIMAT" | "account-role-hint-CITIZEN" | "account-role-hint-EXECUTOR" | "account-signin" |
  "account-signin-title" | "account-surname" | "account-to-map" | "account-verified" | "account-verify-again" |
  "account-verify-button" | "account-verify-failed" | "account-verify-password" | "account-verify-password-text" |
  "account-verify-password-wrong" | "account-verifying" | "account-whole-name" | "action-ASSIGN" | "action-CLAIM" |
  "action-COMMENT" | "action-COMPLETE" | "action-CONFIRM" | "action-DISPUTE" | "action-EXTEND" | "action-FOLLOW" |
  "action-HOLD" | "action-MERGE" | "action-MODERATE_PHOTO" | "action-RECATEGORISE" | "action-RECORD_CONFIRMATION" |
  "action-RECORD_DISPUTE" | "action-REJECT" | "action-RELEASE" | "action-REOPEN" | "action-RESUME" |
  "action-RETRACT_PHOTO" | "action-START" | "action-UNFOLLOW" | "action-WITHDRAW" | "action-form-as-comment" |
  "action-form-cancel" | "action-form-category" | "action-form-category-hint" | "action-form-choose-category" |
  "action-form-choose-reason" | "action-form-choose-source" | "action-form-comment" | "action-form-drop-sure" |
  "action-form-drop-text" | "action-form-due-at" | "action-form-executor" | "action-form-merge-hint" |
  "action-form-merge-into" | "action-form-merge-missing" | "action-form-merged-hint" | "action-form-no-executors" |
  "action-form-reason" | "action-form-review" | "action-form-serves-not" | "action-form-source" |
  "action-form-source-hint" | "action-form-sure" | "action-form-taken" | "area-event-SUBMITTED" |
  "area-event-WORK_COMPLETED" | "areas-categories" | "areas-centre" | "areas-district-choose" | "areas-district-gone" |
  "areas-empty" | "areas-every-category" | "areas-follow" | "areas-lead" | "areas-letters" | "areas-map" | "areas-new" |
  "areas-of-map" | "areas-remove" | "areas-saved" | "areas-shape" | "areas-shape-circle" | "areas-shape-district" |
  "areas-show" | "areas-signin-first" | "areas-title" | "bulk-again" | "bulk-clear" | "bulk-held" | "bulk-note" |
  "bulk-note-hint" | "bulk-other-number" | "bulk-title" | "call-earlier" | "call-email" | "call-email-hint" |
  "call-language" | "call-name" | "call-own-city" | "call-phone" | "call-phone-hint" | "call-refused-name" |
  "call-refused-phone" | "call-source" | "call-take" | "call-title" | "caller-anonymous" | "caller-erase" |
  "caller-erase-sure" | "caller-gets-letters" | "caller-gets-no-letters" | "caller-title" | "change-password-hint" |
  "change-password-old" | "change-password-submit" | "change-password-title" | "change-password-wrong-old" |
  "city-alerts" | "city-alerts-none" | "city-all" | "city-all-categories" | "city-all-districts" | "city-all-sources" |
  "city-approve" | "city-district" | "city-done" | "city-none" | "city-none-newest" | "city-none-signs" | "city-open" |
  "city-order" | "city-overdue-only" | "city-pending" | "city-public-title" | "city-search" | "city-title" |
  "connection-live" | "connection-offline" | "connection-reconnecting" | "count-thousand" | "counter-done" |
  "counter-open" | "counter-overdue" | "counter-total" | "email-confirmed" | "email-fresh" | "email-hint" |
  "email-password" | "email-send" | "email-state-rule" | "email-title" | "email-unconfirmed" | "email-wrong-password" |
  "erase-begin" | "erase-confirm" | "erase-done" | "erase-done-text" | "erase-forgotten-1" | "erase-forgotten-2" |
  "erase-forgotten-3" | "erase-forgotten-4" | "erase-forgotten-title" | "erase-kept-1" | "erase-kept-2" |
  "erase-kept-title" | "erase-password" | "erase-sure" | "erase-text" | "erase-title" | "erase-work" |
  "event-ANONYMISED" | "event-ASSIGNED" | "event-ASSIGNED_BY_RULE" | "event-CLAIMED" | "event-CLOSED_UNANSWERED" |
  "event-COMMENTED" | "event-CONFIRMATION_ADDED" | "event-DEADLINE_AT_RISK" | "event-DEADLINE_BREACHED" |
  "event-DEADLINE_ESCALATED" | "event-DEADLINE_EXTENDED" | "event-DISTRICT_SET" | "event-MERGED" |
  "event-MERGE_TARGET_CLOSED" | "event-OTHER" | "event-PHOTO_MODERATED" | "event-PHOTO_RETRACTED" |
  "event-RECATEGORISED" | "event-REJECTED" | "event-RELEASED" | "event-REOPENED" | "event-SUBMITTED" |
  "event-TEXT_HIDDEN" | "event-TEXT_SHOWN" | "event-VERDICT_ASKED_AGAIN" | "event-VERDICT_REMINDED" | "event-WITHDRAWN"
  | "event-WORDS_REMOVED" | "event-WORK_COMPLETED" | "event-WORK_CONFIRMED" | "event-WORK_DISPUTED" | "event-WORK_HELD"
  | "event-WORK_RESUMED" | "event-WORK_STARTED" | "export-format-csv" | "export-format-geojson" | "export-format-xlsx" |
  "export-hint" | "export-hint-personal" | "export-incomplete" | "export-operator" | "export-personal" |
  "export-recorded" | "export-records" | "export-running" | "export-stop" | "export-title" | "failure-CANCELLED" |
  "failure-CONFLICT" | "failure-CURSOR_EXPIRED" | "failure-EVIDENCE_REUSED" | "failure-ILLEGAL_TRANSITION" |
  "failure-INVALID_INPUT" | "failure-NETWORK" | "failure-NOT_ALLOWED" | "failure-NOT_FOUND" | "failure-PHOTOS_LOST" |
  "failure-RATE_LIMITED" | "failure-STORAGE" | "failure-TOO_LARGE" | "failure-TOO_SLOW" | "failure-UNAUTHENTICATED" |
  "failure-bad-credentials" | "failure-gave-up" | "failure-other" | "failure-retry" | "field-failure-avatar" |
  "field-failure-categoryId" | "field-failure-dueAt" | "field-failure-email" | "field-failure-empty" |
  "field-failure-executorId" | "field-failure-intoId" | "field-failure-location" | "field-failure-name" |
  "field-failure-password" | "field-failure-photos" | "forgot-again" | "forgot-email" | "forgot-send" | "forgot-sent" |
  "forgot-sent-text" | "forgot-text" | "forgot-title" | "language-en" | "language-kk" | "language-ru" |
  "language-short-en" | "language-short-kk" | "language-short-ru" | "language-tag" | "link-faults" | "link-photo" |
  "link-request" | "link-request-text" | "link-unknown" | "link-unknown-text" | "map-empty" | "map-find" |
  "map-find-none" | "map-here" | "map-here-label" | "map-label" | "map-legend" | "map-legend-clear" | "map-legend-many"
  | "map-legend-on" | "map-legend-period" | "map-legend-statuses" | "map-legend-waiting" | "map-live-now" | "map-locate"
  | "map-locate-failed" | "map-move" | "map-move-ask" | "map-move-keep" | "map-pick-hint" | "map-report" | "map-spot" |
  "map-zones" | "map-zones-hint" | "map-zoom-in" | "map-zoom-out" | "merge-anyway" | "merge-doubt-CATEGORY" |
  "merge-doubt-FINISHED" | "merge-doubted" | "mine-empty" | "mine-followed" | "mine-followed-empty" |
  "mine-followed-requests" | "mine-free-tasks" | "mine-lists" | "mine-loading" | "mine-mine-tasks" | "mine-more" |
  "mine-no-free" | "mine-no-tasks" | "mine-own" | "mine-signin-first" | "mine-tasks-title" | "mine-title" |
  "mine-verdict-ask" | "mine-verdict-no" | "mine-verdict-title" | "mine-verdict-yes" | "nav-back" | "nav-choose-city" |
  "nav-city" | "nav-close" | "nav-language" | "nav-map" | "nav-menu" | "nav-mine" | "nav-mine-short" |
  "nav-notifications" | "nav-people" | "nav-sign-in" | "nav-signout" | "nav-skip" | "nav-tasks" | "navigator-dgis" |
  "navigator-route" | "new-email-closed" | "new-email-closed-text" | "new-email-confirm" | "new-email-done" |
  "new-email-done-text" | "new-email-password" | "new-email-text" | "new-email-title" | "new-email-to-account" |
  "new-password-fair" | "new-password-hide" | "new-password-label" | "new-password-show" | "new-password-strong" |
  "new-password-weak" | "note-optional" | "notifications-empty" | "notifications-mark-read" |
  "notifications-signin-first" | "notifications-title" | "order-BEST_MATCH" | "order-DUE_FIRST" | "order-NEWEST" |
  "order-OLDEST" | "order-UPDATED" | "outbox-edit" | "outbox-elsewhere" | "outbox-mend" | "outbox-open" | "outbox-page"
  | "outbox-refused" | "outbox-sending" | "outbox-title" | "outbox-waiting" | "outbox-waits" | "overdue" |
  "own-data-download" | "own-data-ready" | "own-data-text" | "own-data-title" | "own-letters-text" | "own-letters-title"
  | "page-account" | "page-change-email" | "page-forgot" | "page-people" | "page-policies" | "page-receipt" |
  "page-reset" | "page-rules" | "people-all" | "people-all-categories" | "people-approve" | "people-approve-anyway" |
  "people-approve-unconfirmed" | "people-block" | "people-block-hint" | "people-blocked" | "people-blocked-everywhere" |
  "people-categories" | "people-categories-hint" | "people-confirm-first" | "people-confirmed" |
  "people-decision-APPROVED" | "people-decision-BLOCKED" | "people-decision-BY_DOMAIN" | "people-decision-CATEGORIES" |
  "people-decision-HEAD_ENDED" | "people-decision-MADE_HEAD" | "people-decision-REJECTED" | "people-decision-RETIRED" |
  "people-decision-UNBLOCKED" | "people-done-APPROVED" | "people-done-BLOCKED" | "people-done-CATEGORIES" |
  "people-done-HEAD_ENDED" | "people-done-MADE_HEAD" | "people-done-REJECTED" | "people-done-RETIRED" |
  "people-done-UNBLOCKED" | "people-edit" | "people-end-head" | "people-head" | "people-history" | "people-make-head" |
  "people-no-organisation" | "people-none" | "people-none-waiting" | "people-officer-can" | "people-officer-check" |
  "people-officer-confirm" | "people-officer-decides" | "people-officer-people" | "people-officer-rules" |
  "people-officer-sees" | "people-officer-title" | "people-only-akimat" | "people-reason" | "people-reason-told" |
  "people-reject" | "people-reject-hint" | "people-rejected" | "people-retire" | "people-retire-hint" | "people-save" |
  "people-search" | "people-title" | "people-unblock" | "people-unblock-hint" | "people-unconfirmed" |
  "people-unconfirmed-warning" | "people-waiting" | "people-waiting-tag" | "people-who-all" | "people-who-blocked" |
  "people-who-citizens" | "people-who-executors" | "people-who-officers" | "photo-add-area" | "photo-after" |
  "photo-ask-AFTER" | "photo-ask-BEFORE" | "photo-ask-DISPUTE" | "photo-ask-REPORT" | "photo-avatar" |
  "photo-avatar-choose" | "photo-avatar-remove" | "photo-before" | "photo-blur" | "photo-blur-again" | "photo-blur-hint"
  | "photo-blur-title" | "photo-blurred" | "photo-broken" | "photo-checking" | "photo-choose" | "photo-clear-blur" |
  "photo-compare" | "photo-drop" | "photo-gallery" | "photo-hidden" | "photo-hide" | "photo-hide-reason" |
  "photo-kind-AFTER" | "photo-kind-BEFORE" | "photo-kind-REPORT" | "photo-mark-FAR_FROM_PLACE" |
  "photo-mark-LOOKS_REUSED" | "photo-mark-NO_METADATA" | "photo-mark-TAKEN_BEFORE_START" |
  "photo-mark-why-FAR_FROM_PLACE" | "photo-mark-why-LOOKS_REUSED" | "photo-mark-why-NO_METADATA" |
  "photo-mark-why-TAKEN_BEFORE_START" | "photo-next" | "photo-place-allow" | "photo-place-ask" | "photo-place-proposed"
  | "photo-place-refused" | "photo-preparing" | "photo-previous" | "photo-remove-area" | "photo-retract" |
  "photo-retract-sure" | "photo-retry-now" | "photo-save-blur" | "photo-show" | "photo-stop" | "photo-stopped" |
  "photo-take" | "photo-there" | "photo-waiting" | "point-level-1" | "point-level-2" | "point-level-3" | "point-level-4"
  | "point-level-5" | "point-level-6" | "points-board" | "points-board-empty" | "points-board-hint" | "points-capped" |
  "points-earlier" | "points-empty" | "points-history" | "points-join" | "points-later" | "points-leave" | "points-left"
  | "points-no-place" | "points-place" | "points-rule-CONFIRMED_FIX" | "points-rule-GIVEN_BACK" | "points-rule-JOINED" |
  "points-rule-SUBMITTED" | "points-rule-TAKEN_BACK" | "points-rule-VERDICT_GIVEN" | "points-tariff" | "points-title" |
  "points-top" | "points-you" | "policies-at-risk" | "policies-at-risk-hint" | "policies-at-risk-label" |
  "policies-catalogue" | "policies-counted" | "policies-counted-hours-ROUND_THE_CLOCK" |
  "policies-counted-hours-WORKING_HOURS" | "policies-edit" | "policies-escalate" | "policies-escalate-hint" |
  "policies-escalate-label" | "policies-fault-atRiskPercent" | "policies-fault-escalatePercent" | "policies-fault-hours"
  | "policies-fault-reason" | "policies-hours" | "policies-hours-label" | "policies-kept" | "policies-lead" |
  "policies-own" | "policies-read-only" | "policies-reason" | "policies-reason-hint" | "policies-save" |
  "policies-saved" | "policies-title" | "policies-unchanged" | "policies-version" | "position-again" | "position-allow"
  | "position-asking" | "position-denied" | "position-insecure" | "position-old" | "position-renew" | "position-rest" |
  "position-slow" | "position-unasked" | "position-unavailable" | "position-unsupported" | "preferences-channel-EMAIL" |
  "preferences-channel-NIGHT" | "preferences-channel-PUSH" | "preferences-in-app" | "preferences-kind-AREA" |
  "preferences-kind-ASSIGNMENT" | "preferences-kind-DEADLINE" | "preferences-kind-DIGEST" | "preferences-kind-DISPUTE" |
  "preferences-kind-REQUEST_MOVED" | "preferences-kind-VERDICT_ASKED" | "preferences-night" | "preferences-push-denied"
  | "preferences-push-failed" | "preferences-push-off" | "preferences-push-on" | "preferences-push-title" |
  "preferences-push-unsupported" | "preferences-saved" | "preferences-signin-first" | "preferences-title" |
  "preferences-turn-off" | "preferences-turn-on" | "preferences-what" | "profile-city-fixed" | "profile-language" |
  "profile-organisation" | "profile-save" | "profile-saved" | "profile-signin-first" | "profile-title" |
  "progress-label" | "rating-title" | "reason-ACCESS" | "reason-INSUFFICIENT_INFORMATION" | "reason-MATERIALS" |
  "reason-NOT_A_PROBLEM" | "reason-NOT_FOUND" | "reason-NOT_OUR_RESPONSIBILITY" | "reason-OTHER" | "reason-OTHER_AGENCY"
  | "reason-SAFETY" | "reason-SPAM" | "reason-WEATHER" | "receipt-ask" | "receipt-broken" | "receipt-check" |
  "receipt-checking" | "receipt-hint" | "receipt-label" | "receipt-label-hint" | "receipt-malformed" | "receipt-open" |
  "receipt-other" | "receipt-title" | "receipt-verify" | "register-next" | "register-organisation" |
  "register-organisation-hint" | "register-organisation-known" | "register-organisation-new" | "register-state-rule" |
  "register-state-warning" | "register-steps-AKIMAT-1" | "register-steps-AKIMAT-2" | "register-steps-AKIMAT-3" |
  "register-steps-EXECUTOR-1" | "register-steps-EXECUTOR-2" | "register-steps-EXECUTOR-3" | "report-address" |
  "report-address-filled" | "report-address-hint" | "report-address-suggest" | "report-category" |
  "report-category-none" | "report-category-search" | "report-category-suggested" | "report-city" | "report-description"
  | "report-description-hint" | "report-description-optional" | "report-discard" | "report-discard-sure" |
  "report-draft-kept" | "report-earlier-replace" | "report-earlier-separate" | "report-earlier-text" |
  "report-follow-instead" | "report-following" | "report-kind-CROSSING" | "report-kind-HOUSE" | "report-kind-LANDMARK" |
  "report-kind-STREET" | "report-missing-address" | "report-missing-categoryId" | "report-missing-cityId" |
  "report-missing-description" | "report-missing-location" | "report-nearby-finished" | "report-nearby-hint" |
  "report-nearby-title" | "report-need-signin" | "report-no-description" | "report-only-citizens" | "report-place" |
  "report-place-missing" | "report-place-or-address" | "report-placed-address" | "report-placed-street" |
  "report-preview" | "report-preview-hint" | "report-retry" | "report-sending" | "report-submit" | "report-suggestions"
  | "report-title" | "report-waiting" | "report-waits-signin" | "request-actions" | "request-anonymous" |
  "request-assigned" | "request-author" | "request-created" | "request-description" | "request-due" | "request-executor"
  | "request-merged-into" | "request-mine" | "request-no-due" | "request-no-executor" | "request-not-found" |
  "request-number" | "request-paused" | "request-rating" | "request-removed" | "request-timeline" | "reset-ask-new" |
  "reset-closed" | "reset-closed-text" | "reset-done" | "reset-done-text" | "reset-submit" | "reset-text" |
  "reset-title" | "role-AKIMAT" | "role-CITIZEN" | "role-EXECUTOR" | "round-again" | "round-by-due" | "round-by-way" |
  "round-later" | "round-map" | "round-no-place" | "round-you" | "rules-add" | "rules-any-category" | "rules-any-place"
  | "rules-category" | "rules-choose" | "rules-district" | "rules-lead" | "rules-no-executor" | "rules-none" |
  "rules-only-akimat" | "rules-organisation" | "rules-save" | "rules-saved" | "rules-title" | "rules-unfinished" |
  "said-CONFIRM" | "said-DISPUTE" | "score-column-active" | "score-column-done" | "score-column-marked" |
  "score-column-onTime" | "score-column-rating" | "score-column-reopened" | "score-column-work" | "score-how" |
  "score-only-akimat" | "score-rank" | "score-spans" | "score-title" | "sent-again" | "sent-close" | "sent-copied" |
  "sent-copy" | "sent-copy-by-hand" | "sent-due" | "sent-next" | "sent-next-assign" | "sent-next-notify" |
  "sent-next-verdict" | "sent-number" | "sent-title" | "session-again" | "session-ended" | "session-ended-text" |
  "session-leave" | "sessions-current" | "sessions-end" | "sessions-end-others" | "sessions-now" | "sessions-only" |
  "sessions-text" | "sessions-title" | "sessions-unknown" | "share-by-hand" | "share-copied" | "share-request" |
  "source-COUNTER" | "source-PHONE" | "source-ROUND" | "status-ACCEPTED" | "status-CONFIRMED" | "status-DONE" |
  "status-IN_PROGRESS" | "status-MERGED" | "status-ON_HOLD" | "status-REJECTED" | "status-UNANSWERED" |
  "status-WITHDRAWN" | "step-again" | "step-asked-anew" | "step-blocked" | "step-coming" | "step-drop" |
  "step-drop-sure" | "step-elsewhere" | "step-held" | "step-kept" | "step-refused" | "step-sending" | "step-undo" |
  "step-waiting" | "table-above" | "table-assigned" | "table-below" | "table-box" | "table-caption" | "table-choose-all"
  | "table-clear" | "table-column-answer" | "table-column-author" | "table-column-due" | "table-column-executor" |
  "table-column-followers" | "table-column-marks" | "table-column-number" | "table-column-photos" |
  "table-column-problem" | "table-column-rating" | "table-column-source" | "table-column-status" |
  "table-column-updated" | "table-column-wait" | "table-column-work" | "table-columns" | "table-disputed" | "table-done"
  | "table-from" | "table-in-time" | "table-late" | "table-marked" | "table-more-filters" | "table-one-author" |
  "table-period" | "table-period-DAYS_30" | "table-period-DAYS_365" | "table-period-DAYS_7" | "table-period-DAYS_90" |
  "table-period-OPEN" | "table-so-far" | "table-source-page" | "table-to" | "table-unassigned" | "table-view-name" |
  "table-views" | "table-views-hint" | "table-whole-page" | "tasks-burning-none" | "tasks-held" | "tasks-list" |
  "tasks-near-looking" | "tasks-near-needs-place" | "tasks-near-none" | "tasks-near-part" | "tasks-near-wider" |
  "tasks-tab-burning" | "tasks-tab-free" | "tasks-tab-mine" | "tasks-tab-near" | "tasks-tabs" | "tasks-your-task" |
  "text-hidden" | "text-hide-ADDRESS" | "text-hide-DESCRIPTION" | "text-hide-STEP" | "text-hide-hint" |
  "text-hide-reason" | "text-kept" | "text-part-ADDRESS" | "text-part-DESCRIPTION" | "text-show" | "undo" |
  "undo-claim-reason" | "unit-day" | "unit-hour" | "unit-minute" | "unit-second" | "update-accept" | "update-later" |
  "update-ready" | "waiting-after" | "waiting-after-AKIMAT" | "waiting-approval" | "waiting-approved" |
  "waiting-confirm" | "waiting-confirmed" | "waiting-live" | "waiting-none" | "waiting-not-stored" |
  "waiting-organisation" | "waiting-registered" | "waiting-rejected" | "waiting-rejected-text" | "waiting-retired" |
  "waiting-signin-first" | "waiting-text" | "waiting-text-AKIMAT" | "waiting-title" | "waiting-when-closed" |
  "waiting-when-open" | "wall-breached" | "wall-categories" | "wall-counters" | "wall-dark" | "wall-day-column" |
  "wall-days" | "wall-done" | "wall-events" | "wall-full" | "wall-heat" | "wall-map" | "wall-no-alerts" |
  "wall-only-officers" | "wall-open" | "wall-preparing" | "wall-received" | "wall-signin-first" | "wall-sleeps" |
  "wall-sound" | "wall-sound-blocked" | "wall-title" | "wall-to-panel" | "wall-today" | "work-bar" | "work-form" |
  "work-shoot-COMPLETE" | "work-shoot-START" | "work-shoot-more" | "zone-hint" | "zone-leave" | "zone-none" |
  "zone-on-map" | "zone-one" | "zone-open" | "zone-order" | "zone-order-LATE" | "zone-order-REQUESTS" | "zone-period" |
  "zone-period-FIFTY_TWO_WEEKS" | "zone-period-FOUR_WEEKS" | "zone-period-THIRTEEN_WEEKS" | "zone-same" | "zone-title";

/** Every message of the page. */
export type MessageKey = PlainKey | keyof MessageArguments;
