// Written by `python -m scripts.generated` from app/domain/notifications/letters.py. Do not edit.
import type { NotificationChannel, NotificationKind } from "../gql/documents";

/** The channels that an account can switch off. */
export const channels = ["EMAIL", "PUSH", "NIGHT"] as const satisfies readonly NotificationChannel[];

/** The kinds that are sent by e-mail only. */
export const mailOnly: readonly NotificationKind[] = ["DIGEST"];
