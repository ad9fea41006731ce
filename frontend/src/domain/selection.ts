import type { ServiceRequestFilter } from "../gql/documents";
import type { ServiceRequest } from "./request";
import { runningStatuses } from "./statuses";

/**
 * Returns whether a request belongs to a list with this filter. Only the server can apply `text`, `bbox`, `zone` and
 * `period`, and knows who follows what and when a deadline comes near: with them the answer is null, and the list has
 * to be queried again.
 */
export function belongs(request: ServiceRequest, filter: ServiceRequestFilter): boolean | null {
  const answers = Object.values(questions).map((question) => question(request, filter));
  if (answers.includes(false)) return false;
  const { text, bbox, zone, period, followerId, ...others } = filter;
  const unknown = [text, bbox, zone, period, followerId].some(Boolean);
  const isForServer = unknown || workFilters.some((name) => others[name] != null);
  return isForServer || isUnknownRisk(request, filter) ? null : true;
}

/** Returns whether an event can change the membership of a list with this filter. City and author never change. */
export function dependsOnSteps({ cityId: _city, authorId: _author, ...others }: ServiceRequestFilter): boolean {
  return Object.values(others).some((value) => value != null);
}

function isUnknownRisk(request: ServiceRequest, { atRisk }: ServiceRequestFilter): boolean {
  return atRisk != null && !request.isOverdue && runningStatuses.includes(request.status);
}

/** What only the server knows of the work: events, photos, and the times of before. */
const workFilters = ["done", "late", "doneFrom", "doneTo", "disputed", "marked"] as const;

type Question = (request: ServiceRequest, filter: ServiceRequestFilter) => boolean;

const questions: Record<string, Question> = {
  city: (request, { cityId }) => !cityId || request.city.id === cityId,
  status: (request, { statuses }) => !statuses || statuses.includes(request.status),
  category: (request, { categoryIds }) => !categoryIds || categoryIds.includes(request.category.id),
  district: (request, { districtIds }) =>
    !districtIds || (request.district !== null && districtIds.includes(request.district.id)),
  overdue: (request, { overdue }) => overdue == null || request.isOverdue === overdue,
  risk: (request, { atRisk }) =>
    atRisk == null || runningStatuses.includes(request.status) === atRisk || !request.isOverdue === !atRisk,
  source: (request, { reportSources }) =>
    !reportSources || (request.reportSource !== null && reportSources.includes(request.reportSource)),
  executor: (request, { executorId }) => !executorId || request.executor?.id === executorId,
  author: (request, { authorId }) => !authorId || request.author?.id === authorId,
  since: (request, { createdFrom }) => !createdFrom || Date.parse(request.createdAt) >= Date.parse(createdFrom),
  until: (request, { createdTo }) => !createdTo || Date.parse(request.createdAt) < Date.parse(createdTo),
  unassigned: (request, { unassigned }) => unassigned == null || (request.executor === null) === unassigned,
};
