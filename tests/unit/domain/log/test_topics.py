"""An event goes to the topics of all whom it concerns."""

from uuid import UUID

from app.domain.log.topics import topics_of
from app.domain.requests.lifecycle import Status
from tests.unit.domain.requests.test_service_request import request


def test_topics_name_everyone_concerned():
    """Request, city, both executors, those who look for work while it is or was free, and whom to tell."""
    before = request(status=Status.ACCEPTED, executor_id=None)
    after = request(status=Status.ACCEPTED, executor_id=UUID(int=3))

    assert topics_of(before, after, [UUID(int=2)]) == (
        f"request:{UUID(int=1)}",
        "city:almaty",
        "free:almaty",
        f"executor:{UUID(int=3)}",
        f"account:{UUID(int=2)}",
    )
    assert "free:almaty" not in topics_of(after, after, [])
