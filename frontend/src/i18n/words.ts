import type { Action, EventKind, EvidenceMark, HoldReason, NotificationKind, PhotoKind, PointsRule, RejectReason, Role, ServiceRequestOrder, ServiceRequestStatus } from "../gql/documents";
import type { PushState } from "../push/browser";

type Text<Names extends string> = Record<Names, string>;
type Counted = (count: number) => string;
type Filled = (text: string) => string;

/** Every text on screen. A language that lacks one does not compile. */
export interface Words {
  languageName: string;
  nav: Text<"map" | "mine" | "mineShort" | "tasks" | "city" | "signin" | "signout" | "notifications" | "back" | "chooseCity" | "language" | "skip" | "close" | "menu" | "people">;
  status: Text<ServiceRequestStatus>;
  overdue: string;
  role: Text<Role>;
  action: Text<Action>;
  event: Text<EventKind | "other">;
  holdReason: Text<HoldReason>;
  rejectReason: Text<RejectReason>;
  map: Text<"report" | "label" | "locate" | "locateFailed" | "liveNow" | "empty" | "pickHint" | "zoomIn" | "zoomOut"> & { cluster: Counted; kilometres: Counted };
  /** Written out here because browsers know no short Kazakh months. */
  months: readonly string[];
  counter: Text<"total" | "open" | "overdue" | "done">;
  form: Text<"title" | "city" | "address" | "addressHint" | "category" | "description" | "descriptionHint" | "place" | "placeMissing" | "submit" | "sending" | "nearbyTitle" | "nearbyHint" | "followInstead" | "following" | "draftKept" | "offline" | "retry" | "needSignin" | "required" | "onlyCitizens" | "discard"> & { metres: Counted };
  account: Text<"signinTitle" | "registerTitle" | "name" | "email" | "password" | "role" | "city" | "signin" | "register" | "noAccount" | "haveAccount" | "checkMail" | "verifying" | "verified" | "verifyFailed" | "toMap" | "forgot" | "verifyPassword" | "verifyPasswordText" | "verifyPasswordWrong" | "verifyAgain" | "verifyButton" | "resend" | "resent" | "goOn"> & { roleHint: Text<Role>; checkMailText: Filled; blocked: (reason: string | null) => string };
  /** What the pages are called, in the title of the window and in the menu. */
  pages: Text<"forgot" | "reset" | "account" | "change-email" | "people" | "policies" | "receipt">;
  session: Text<"ended" | "endedText" | "again" | "leave">;
  mine: Text<"title" | "empty" | "tasksTitle" | "mineTasks" | "freeTasks" | "noTasks" | "noFree" | "signinFirst" | "more" | "loading">;
  city: Text<"title" | "publicTitle" | "alerts" | "all" | "done" | "open" | "overdueOnly" | "search" | "allCategories" | "none" | "pending" | "approve" | "order"> & { found: Counted };
  order: Text<ServiceRequestOrder>;
  request: Text<"number" | "due" | "noDue" | "created" | "author" | "anonymous" | "executor" | "noExecutor" | "description" | "timeline" | "notFound" | "rating" | "actions" | "mergedInto" | "mine" | "paused" | "removed"> & { followers: Counted; left: Filled; late: Filled; changed: Filled };
  receipt: Text<"title" | "hint" | "check" | "checking" | "broken" | "ask" | "label" | "labelHint" | "verify" | "malformed" | "other" | "open"> & { valid: (number: string, day: string) => string; unknown: Filled; intact: Counted; redacted: Counted; brokenAt: Counted };
  actionForm: Text<"reason" | "chooseReason" | "noteOptional" | "rating" | "words" | "executor" | "noExecutors" | "mergeInto" | "mergeHint" | "mergeMissing" | "dueAt" | "category" | "chooseCategory" | "categoryHint" | "heard" | "comment" | "confirm" | "cancel" | "sure"> & { stars: Counted; load: Counted };
  notifications: Text<"title" | "empty" | "markRead" | "signinFirst"> & { unread: Counted };
  preferences: Text<"title" | "what" | "inApp" | "saved" | "signinFirst" | "pushTitle" | "turnOn" | "turnOff"> & { kind: Text<NotificationKind>; channel: Text<"EMAIL" | "PUSH">; push: Text<PushState> };
  photo: Text<"take" | "choose" | "drop" | "preparing" | "checking" | "waiting" | "retryNow" | "stop" | "stopped" | "placeAsk" | "placeAllow" | "placeRefused" | "placeProposed" | "gallery" | "previous" | "next" | "before" | "after" | "compare" | "hide" | "show" | "blur" | "hideReason" | "hidden" | "blurred" | "retract" | "retractSure" | "blurTitle" | "blurHint" | "blurAgain" | "addArea" | "removeArea" | "saveBlur" | "clearBlur" | "avatar" | "avatarChoose" | "avatarRemove"> & {
    kind: Text<PhotoKind>; mark: Text<EvidenceMark>; markWhy: Text<EvidenceMark>; turned: Record<"tooMany" | "tooLarge" | "notPicture" | "twice", Filled>; ask: Text<"REPORT" | "BEFORE" | "AFTER" | "DISPUTE">;
    limit: Counted; one: Counted; remove: Counted; area: Counted; sent: Counted; shown: Counted; far: Filled; open: Filled; reused: Filled; refusedFile: Filled;
  };
  points: Text<"title" | "top" | "history" | "empty" | "tariff" | "capped" | "board" | "boardHint" | "boardEmpty" | "place" | "noPlace" | "you" | "leave" | "left" | "join" | "earlier" | "later"> & { rule: Text<PointsRule>; toNext: Counted; cap: Counted };
  /** Whole names, for the board. */
  monthNames: readonly string[];
  connection: Text<"offline" | "reconnecting" | "live">;
  failure: Text<"NETWORK" | "UNAUTHENTICATED" | "NOT_ALLOWED" | "NOT_FOUND" | "ILLEGAL_TRANSITION" | "INVALID_INPUT" | "RATE_LIMITED" | "CONFLICT" | "CURSOR_EXPIRED" | "TOO_LARGE" | "CANCELLED" | "EVIDENCE_REUSED" | "STORAGE" | "TOO_SLOW" | "other" | "retry" | "badCredentials">;
  fieldFailure: { least: Counted; limit: Counted; of: Text<"email" | "password" | "location" | "dueAt" | "intoId" | "executorId" | "categoryId" | "photos" | "avatar"> };
  time: Text<"day" | "hour" | "minute" | "second">;
}
