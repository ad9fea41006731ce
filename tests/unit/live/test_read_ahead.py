"""What many watched events show is read at once, and not used for later events of the same requests."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from app.live.read_ahead import LEAST_EVENTS, ReadAhead
from tests.unit.live.test_shared_subscription import event


def of_request(position, number):
    logged = event(position)
    return replace(logged, event=replace(logged.event, request=replace(logged.event.request, id=UUID(int=number))))


class Values:
    """Notes what is read and forgotten."""

    def __init__(self):
        self.reads = []
        self.kept = 0
        self.forgotten = []
        self.fails = False
        self.watched = True

    async def read(self, request_ids):
        self.reads.append(sorted(one.int for one in request_ids))
        if self.fails:
            raise OSError("the database is away")
        return self.keep

    def keep(self):
        self.kept += 1

    def forget(self, numbers):
        self.forgotten.extend(numbers)


@pytest.fixture
def values():
    return Values()


@pytest.fixture
def ahead(values):
    return ReadAhead(values.read, values.forget, lambda logged: values.watched)


def batch(first, count=LEAST_EVENTS):
    return [of_request(position, position) for position in range(first, first + count)]


async def test_only_many_watched_events_are_read_for(values, ahead):
    await ahead.read(batch(1, LEAST_EVENTS - 1))
    values.watched = False
    await ahead.read(batch(1))
    assert values.reads == []

    values.watched = True
    await ahead.read(batch(1))
    assert values.reads == [list(range(1, LEAST_EVENTS + 1))]


async def test_a_later_event_of_a_request_drops_what_was_read(values, ahead):
    events = batch(1)
    await ahead.read(events)
    for logged in events:
        ahead.note(logged)
    assert values.forgotten == []

    ahead.note(of_request(LEAST_EVENTS + 1, 3))
    ahead.note(of_request(LEAST_EVENTS + 2, 3))
    ahead.note(of_request(LEAST_EVENTS + 3, 1_000))
    assert values.forgotten == [3]


async def test_a_failed_read_leaves_each_event_to_its_own(values, ahead):
    values.fails = True
    await ahead.read(batch(1))
    assert values.kept == 0

    ahead.note(of_request(LEAST_EVENTS + 1, 3))
    assert values.forgotten == []


async def test_what_was_read_beside_later_events_is_not_used(values):
    """A process passes events on that it has stamped, and those of the stream: one of both may be behind."""

    async def read(request_ids):
        ahead.note(of_request(LEAST_EVENTS + 1, 3))
        return await values.read(request_ids)

    ahead = ReadAhead(read, values.forget, lambda logged: True)
    await ahead.read(batch(1))

    assert (len(values.reads), values.kept) == (1, 0)


async def test_what_was_read_is_dropped_after_a_while_unless_it_was_read_again(values, ahead, monkeypatch):
    timers = []
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(
        loop, "call_later", lambda seconds, call, *args, **_: timers.append((call, args)), raising=False
    )
    await ahead.read(batch(1))
    await ahead.read([of_request(100 + number, number) for number in range(1, LEAST_EVENTS)] + [of_request(200, 777)])

    first, second = timers[-2:]
    first[0](*first[1])
    assert values.forgotten == [LEAST_EVENTS]
    second[0](*second[1])
    assert sorted(values.forgotten) == [*range(1, LEAST_EVENTS + 1), 777]
