"""The query of everything that is stored about the viewer."""

import strawberry
from strawberry.scalars import JSON

from app.auth.permissions import require
from app.queries.accounts.personal_data import personal_data
from schema.context import Info
from schema.cost import Cost


@strawberry.type
class PersonalDataQuery:
    """The query of everything that is stored about the viewer."""

    @strawberry.field(
        directives=[Cost(points=1500)], description="Everything that is stored about the viewer, as one JSON object."
    )
    async def my_data(self, info: Info) -> JSON:
        return JSON(await personal_data(require(info.context.viewer, "myData").account_id))
