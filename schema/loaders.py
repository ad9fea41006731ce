"""Relations of many objects by one read each. Made anew for each operation and each event."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from strawberry.dataloader import DataLoader

from app.queries.accounts import Person, people
from app.queries.organisations import OrganisationName, organisations
from app.queries.photos import Photo, photos
from app.queries.service_requests import followed, follower_counts


class Loaders:
    """The loaders of one operation."""

    @cached_property
    def people(self) -> DataLoader[UUID, Person | None]:
        """People by id."""

        async def load(ids: list[UUID]) -> Sequence[Person | None]:
            found = await people(ids)
            return [found.get(account_id) for account_id in ids]

        return DataLoader(load_fn=load, max_batch_size=500)

    @cached_property
    def organisations(self) -> DataLoader[UUID, OrganisationName | None]:
        """Organisations by id."""

        async def load(ids: list[UUID]) -> Sequence[OrganisationName | None]:
            found = await organisations(ids)
            return [found.get(organisation_id) for organisation_id in ids]

        return DataLoader(load_fn=load, max_batch_size=500)

    @cached_property
    def photos(self) -> DataLoader[UUID, Sequence[Photo]]:
        """The photos of each request, as they are now."""

        async def load(ids: list[UUID]) -> Sequence[Sequence[Photo]]:
            found = await photos(ids)
            return [found.get(request_id, ()) for request_id in ids]

        return DataLoader(load_fn=load, max_batch_size=500)

    @cached_property
    def follower_counts(self) -> DataLoader[UUID, int]:
        """How many follow each request."""

        async def load(ids: list[UUID]) -> Sequence[int]:
            found = await follower_counts(ids)
            return [found.get(request_id, 0) for request_id in ids]

        return DataLoader(load_fn=load, max_batch_size=500)

    @cached_property
    def followed(self) -> DataLoader[tuple[UUID, UUID], bool]:
        """Whether (account, request) is followed; all keys of one operation are of one account."""

        async def load(keys: list[tuple[UUID, UUID]]) -> Sequence[bool]:
            found = await followed(keys[0][0], [request_id for _, request_id in keys])
            return [request_id in found for _, request_id in keys]

        return DataLoader(load_fn=load, max_batch_size=500)
