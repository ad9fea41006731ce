"""The directive `@cost`, which declares at each field what reading it costs."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    name="cost",
    locations=[Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    description="What a field adds to the points of an operation; of an input field: when it is given. A point is about"
    " 30 microseconds of one core. Every operation costs 50 points and every object 1. The selection below a list"
    " counts once for each of `first`, else of `items`, else of 10 objects. `live` is the price of an input field of a"
    " subscription. `docs/security.md` has the limits.",
)
class Cost:
    """The price of one field.

    ``items`` is how many objects a list without ``first`` usually has; ``live`` is the price of an input field in a
    subscription, which tests events instead of searching tables.
    """

    points: int = strawberry.directive_field(name="points", default=0)
    items: int | None = strawberry.directive_field(name="items", default=strawberry.UNSET)
    live: int | None = strawberry.directive_field(name="live", default=strawberry.UNSET)
