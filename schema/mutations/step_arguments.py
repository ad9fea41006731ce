"""Arguments that the mutations of steps share."""

from datetime import datetime
from typing import Annotated

import strawberry

Id = strawberry.ID
StepId = Annotated[
    Id | None,
    strawberry.argument(
        description="A UUID of your own. A step that is sent again under it, with the same contents, is taken once;"
        " with other contents it is `CONFLICT` with the field `stepId`."
    ),
]
DoneAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="The completion that the answer is about, by its `doneAt`: `CONFLICT` where the work was completed"
        " again since, and the question is a new one."
    ),
]
