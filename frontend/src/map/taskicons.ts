import L from "leaflet";
import type { ServiceRequestStatus } from "../gql/documents";
import { shape } from "./marker";

/** Returns the icon of a task with its place in the order of visits; as large as a thumb needs it. */
export function numberIcon(number: number, status: ServiceRequestStatus, isOverdue: boolean): L.DivIcon {
  return L.divIcon({
    className: `pin is-numbered status-${status}${isOverdue ? " is-overdue" : ""}`,
    html: `${shape()}<b class="pin-number">${number}</b>`,
    iconSize: [48, 60],
    iconAnchor: [24, 59],
  });
}

/** Returns the icon of the place where the user is. */
export function youIcon(): L.DivIcon {
  return L.divIcon({ className: "you", html: "", iconSize: [22, 22] });
}
