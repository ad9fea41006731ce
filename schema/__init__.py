"""The GraphQL API."""

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.context import Info
from schema.documents import CachedDocuments
from schema.errors import PresentableErrors
from schema.mutations.accounts import AccountMutation
from schema.mutations.assignment_rules import AssignmentRuleMutation
from schema.mutations.calls import CallMutation
from schema.mutations.erasure import ErasureMutation
from schema.mutations.followed_areas import FollowedAreaMutation
from schema.mutations.notifications import NotificationMutation
from schema.mutations.photos import PhotoMutation
from schema.mutations.points import PointsMutation
from schema.mutations.preferences import PreferenceMutation
from schema.mutations.security import SecurityMutation
from schema.mutations.service_requests import ServiceRequestMutation
from schema.mutations.sla import SlaMutation
from schema.mutations.staff import StaffMutation
from schema.mutations.texts import TextMutation
from schema.printing import wrapped_descriptions
from schema.queries.accounts import AccountQuery
from schema.queries.assignment_rules import AssignmentRuleQuery
from schema.queries.catalog import CatalogQuery
from schema.queries.exports import ExportQuery
from schema.queries.figures import FigureQuery
from schema.queries.followed_areas import FollowedAreaQuery
from schema.queries.organisations import OrganisationQuery
from schema.queries.personal_data import PersonalDataQuery
from schema.queries.places import PlaceQuery
from schema.queries.points import PointsQuery
from schema.queries.preferences import PreferenceQuery
from schema.queries.service_requests import ServiceRequestQuery
from schema.queries.sessions import SessionQuery
from schema.queries.sla import SlaQuery
from schema.queries.verification import VerificationQuery
from schema.queries.zones import ZoneQuery
from schema.scalars import SCALARS
from schema.subscriptions.feeds import Subscription

__all__ = ["Mutation", "Query", "Subscription", "schema"]


@strawberry.type(description="What can be read.")
class Query(
    ServiceRequestQuery,
    CatalogQuery,
    FigureQuery,
    AccountQuery,
    SessionQuery,
    OrganisationQuery,
    PersonalDataQuery,
    PlaceQuery,
    PointsQuery,
    SlaQuery,
    AssignmentRuleQuery,
    PreferenceQuery,
    VerificationQuery,
    ZoneQuery,
    ExportQuery,
    FollowedAreaQuery,
):
    """The query type."""


@strawberry.type(description="What can be done. A refusal is an error with `extensions.code`.")
class Mutation(
    ServiceRequestMutation,
    CallMutation,
    PhotoMutation,
    TextMutation,
    AccountMutation,
    SecurityMutation,
    StaffMutation,
    ErasureMutation,
    NotificationMutation,
    PointsMutation,
    SlaMutation,
    AssignmentRuleMutation,
    PreferenceMutation,
    FollowedAreaMutation,
):
    """The mutation type."""


class Schema(strawberry.Schema):
    """The schema. ``PresentableErrors`` logs the errors that it masks, so Strawberry must not log them again."""

    def process_errors(self, errors: object, execution_context: object = None) -> None:
        """Do nothing: Strawberry would log every refusal with a traceback."""

    @property
    def core(self) -> GraphQLSchema:
        """The schema as graphql-core has it; Strawberry offers no public access to it."""
        return self._schema

    def printed(self) -> str:
        """Return ``schema/schema.graphql``: the contract, with the lines of its descriptions wrapped."""
        return "".join(f"{line}\n" for line in wrapped_descriptions(self.as_str().splitlines()))


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map=SCALARS, info_class=Info),
    extensions=[CachedDocuments, PresentableErrors],
)
