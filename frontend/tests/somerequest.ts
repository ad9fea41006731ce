import type { ServiceRequest } from "../src/domain/request";

export function someRequest(change: Partial<ServiceRequest> = {}): ServiceRequest {
  return {
    id: "r1", number: "ALM-1", status: "ACCEPTED", isOverdue: false, version: 1,
    city: { id: "almaty" }, category: { id: "pothole" }, address: "Абай 1", description: "Яма",
    location: { latitude: 43.2, longitude: 76.9 },
    createdAt: "2026-01-15T08:00:00Z", updatedAt: "2026-01-15T08:00:00Z", dueAt: "2026-01-18T08:00:00Z",
    startedAt: null, doneAt: null, confirmedAt: null, closedAt: null, closedBy: null,
    author: { id: "u1", name: "Аружан" }, executor: null, rating: null, mergedInto: null, reportSource: null,
    district: null,
    followerCount: 0, photos: [],
    ...change,
  };
}
