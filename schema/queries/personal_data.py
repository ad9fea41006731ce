"""What is kept about the viewer."""

import strawberry
from strawberry.scalars import JSON

from app.auth.viewer import signed_in
from app.queries.personal_data import personal_data
from schema.context import Info


@strawberry.type
class PersonalDataQuery:
    """What is kept about the viewer."""

    @strawberry.field(description="Everything that is kept about the viewer, as one JSON object to keep.")
    async def my_data(self, info: Info) -> JSON:
        """Return it."""
        return JSON(await personal_data(signed_in(info.context.viewer).account_id))
