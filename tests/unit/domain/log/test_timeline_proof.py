"""The chain of a timeline: any single change is found and named, and a removal on the record is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.log.timeline_hash import (
    ORIGIN,
    SALT_BYTES,
    SALTS_BYTES,
    Content,
    Personal,
    content_digest,
    link_hash,
    remove,
    without,
)
from app.domain.log.timeline_proof import BreakReason, Chain, Link
from app.domain.requests.service_request import ServiceRequest

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
REQUEST, AUTHOR, EXECUTOR, FOLLOWER = (UUID(int=number) for number in (1, 2, 3, 4))
KINDS = ["SUBMITTED", "CLAIMED", "WORK_HELD", "WORK_COMPLETED", "WORK_DISPUTED", "COMMENTED", "DEADLINE_BREACHED"]


def content(version: int, **changes) -> Content:
    """What one step says; the people and words differ by the kind."""
    kind = KINDS[(version - 1) % len(KINDS)]
    by = {"CLAIMED": "EXECUTOR", "WORK_HELD": "EXECUTOR", "WORK_COMPLETED": "EXECUTOR", "DEADLINE_BREACHED": None}
    role = by.get(kind, "CITIZEN")
    given = {
        "request_id": REQUEST,
        "version": version,
        "kind": kind,
        "at": NOON + timedelta(hours=version, microseconds=version),
        "actor_id": {"EXECUTOR": EXECUTOR, "CITIZEN": AUTHOR, None: None}[role],
        "actor_role": role,
        "note": f"сөз {version}",
        "reason": "WEATHER" if kind == "WORK_HELD" else "жоқ",
        "from_status": "ACCEPTED" if version > 1 else None,
        "moment_at": NOON,
        "topics": (f"request:{REQUEST}", "city:almaty", f"account:{FOLLOWER}"),
        "photo_digests": (bytes([version]) * 32,),
        "snapshot": {
            "id": str(REQUEST),
            "version": version,
            "number": "ALM-000001",
            "city_id": "almaty",
            "category_id": "pothole",
            "address": "Абай 10",
            "description": "шұңқыр",
            "latitude": 43.24123,
            "longitude": 76.91456,
            "status": "ACCEPTED",
            "author_id": str(AUTHOR),
            "executor_id": str(EXECUTOR),
            "created_at": NOON.isoformat(),
            "updated_at": NOON.isoformat(),
        },
    }
    return Content(**{**given, **changes})


def chained(contents: list[Content]) -> list[Link]:
    """The links that would be written for these contents."""
    links, previous = [], ORIGIN
    for number, said in enumerate(contents, 1):
        salts = bytes([number]) * SALTS_BYTES
        previous = link_hash(previous, content_digest(said, salts))
        links.append(Link(content=said, city_id="almaty", salts=salts, removed={}, hash=previous))
    return links


def proof_of(links: list[Link]):
    chain = Chain(REQUEST)
    for link in sorted(links, key=lambda link: link.content.version):
        chain.add(link)
    return chain.proof()


def found(links: list[Link]) -> tuple[int, BreakReason] | None:
    broken = proof_of(links).first_broken
    return None if broken is None else (broken.version, broken.why)


def redacted(link: Link, parts) -> Link:
    known = {Personal(part): digest for part, digest in link.removed.items()}
    said, salts, removed = remove(link.content, link.salts, known, parts)
    return replace(link, content=said, salts=salts, removed={str(part): digest for part, digest in removed.items()})


OTHER_VALUES = {
    "kind": "REJECTED",
    "at": NOON - timedelta(microseconds=1),
    "actor_id": UUID(int=99),
    "actor_role": "AKIMAT",
    "note": "other",
    "reason": "other",
    "from_status": "DONE",
    "moment_at": None,
    "topics": ("city:almaty",),
    "photo_digests": (),
}
chains = st.integers(1, 12).map(lambda length: chained([content(version) for version in range(1, length + 1)]))


@given(chains)
def test_an_untouched_chain_is_intact(links):
    """Its head is the hash of the last event, and nothing was removed."""
    proof = proof_of(links)

    assert (proof.intact, proof.links, proof.head, proof.redacted) == (True, len(links), links[-1].hash, 0)


@pytest.mark.parametrize("field", sorted(OTHER_VALUES))
@given(links=chains, data=st.data())
def test_any_changed_field_is_found_at_its_link(field, links, data):
    """Whatever an event says, in whichever step."""
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = replace(links[at], content=replace(links[at].content, **{field: OTHER_VALUES[field]}))

    assert found(links) == (at + 1, BreakReason.CHANGED)


@given(links=chains, data=st.data())
def test_any_changed_word_of_a_snapshot_is_found_at_its_link(links, data):
    """Each field of the request as it was, one that is missing, and one that is unknown."""
    at = data.draw(st.integers(0, len(links) - 1))
    said = dict(links[at].content.snapshot)
    name = data.draw(st.sampled_from(sorted({*said, "unknown"} - {"id", "version", "city_id"})))
    if name in said and data.draw(st.booleans()):
        del said[name]
    else:
        said[name] = 12.5 if isinstance(said.get(name), float) else "other"
    links[at] = replace(links[at], content=replace(links[at].content, snapshot=said))

    assert found(links) == (at + 1, BreakReason.CHANGED)


@given(links=chains, data=st.data())
def test_any_changed_byte_of_salts_and_hashes_is_found(links, data):
    """A hash is named where it stands; nothing after it needs to be."""
    at = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(["hash", "salts"]))
    value = bytearray(getattr(links[at], field))
    value[data.draw(st.integers(0, len(value) - 1))] ^= data.draw(st.integers(1, 255))
    links[at] = replace(links[at], **{field: bytes(value)})

    assert found(links) == (at + 1, BreakReason.CHANGED)


@given(links=chains, data=st.data())
def test_an_event_hashed_anew_breaks_the_next_one(links, data):
    """Whoever rewrites one event, hash and all, has to rewrite all that follow; the last one only a receipt catches."""
    at = data.draw(st.integers(0, len(links) - 1))
    said = replace(links[at].content, note="rewritten")
    previous = links[at - 1].hash if at else ORIGIN
    links[at] = replace(links[at], content=said, hash=link_hash(previous, content_digest(said, links[at].salts)))

    assert found(links) == ((at + 2, BreakReason.CHANGED) if at + 1 < len(links) else None)


@given(links=chains, data=st.data())
def test_a_missing_event_is_named(links, data):
    """A hole in the versions. The end of a chain is held against the row instead."""
    at = data.draw(st.integers(0, len(links) - 1))
    del links[at]

    assert found(links) == ((at + 1, BreakReason.MISSING) if at < len(links) else None)


@given(links=chains, data=st.data())
def test_events_that_changed_places_are_found(links, data):
    """Each under the version of the other."""
    first, second = sorted(data.draw(st.sets(st.integers(0, 11), min_size=2, max_size=2)))
    if second >= len(links):
        return
    one, other = links[first], links[second]
    links[first] = replace(other, content=replace(other.content, version=first + 1))
    links[second] = replace(one, content=replace(one.content, version=second + 1))

    assert found(links) == (first + 1, BreakReason.MISPLACED)


@given(links=chains, data=st.data())
def test_an_event_slipped_in_is_found(links, data):
    """Also when all that follow are numbered anew."""
    at = data.draw(st.integers(0, len(links)))
    forged = replace(content(at + 1), note="never said")
    salts = bytes(SALTS_BYTES)
    previous = links[at - 1].hash if at else ORIGIN
    link = Link(
        content=forged,
        city_id="almaty",
        salts=salts,
        removed={},
        hash=link_hash(previous, content_digest(forged, salts)),
    )
    moved = [
        replace(
            later,
            content=replace(
                later.content,
                version=later.content.version + 1,
                snapshot={**later.content.snapshot, "version": later.content.version + 1},
            ),
        )
        for later in links[at:]
    ]

    assert found([*links[:at], link, *moved]) == ((at + 2, BreakReason.CHANGED) if moved else None)


def test_an_event_twice_or_of_another_request_is_misplaced():
    """The table forbids it; a table can be altered."""
    links = chained([content(1), content(2)])

    assert found([*links, links[1]]) == (2, BreakReason.MISPLACED)
    stranger = replace(links[1], content=replace(links[1].content, request_id=UUID(int=77)))
    assert found([links[0], stranger]) == (2, BreakReason.MISPLACED)
    assert found([links[0], replace(links[1], city_id="astana")]) == (2, BreakReason.MISPLACED)


def with_record(links: list[Link], kind: str = "ANONYMISED") -> list[Link]:
    """The chain with a step at its end that says that something was removed."""
    version = len(links) + 1
    said = replace(content(version), kind=kind, actor_id=None, actor_role=None, note=None, reason=None, topics=())
    return chained_after(links, without(said, set(Personal)))


def chained_after(links: list[Link], said: Content) -> list[Link]:
    salts = bytes([99]) * SALTS_BYTES
    digest = content_digest(said, salts)
    link = Link(content=said, city_id="almaty", salts=salts, removed={}, hash=link_hash(links[-1].hash, digest))
    return [*links, link]


removals = st.lists(st.sets(st.sampled_from(list(Personal))), min_size=12, max_size=12)


@given(links=chains, first=removals, second=removals)
def test_what_is_removed_on_the_record_leaves_the_chain_intact(links, first, second):
    """Any parts of any events, at once or one after the other; the hashes are what they were."""
    hashes = [link.hash for link in links]
    links = with_record(links)
    for parts in (first, second):
        links = [*(redacted(link, chosen) for link, chosen in zip(links[:-1], parts, strict=False)), links[-1]]

    proof = proof_of(links)

    assert proof.intact
    assert [link.hash for link in links[:-1]] == hashes
    assert proof.redacted == sum(bool(link.removed) for link in links)


@given(links=chains, parts=st.sets(st.sampled_from(list(Personal)), min_size=1), data=st.data())
def test_a_redacted_event_still_guards_the_rest(links, parts, data):
    """What was not removed cannot be changed; what was removed cannot be filled in again."""
    at = data.draw(st.integers(0, len(links) - 1))
    links = with_record([redacted(link, parts) if n == at else link for n, link in enumerate(links)])
    field = data.draw(st.sampled_from(sorted(OTHER_VALUES)))
    changed = replace(links[at].content, **{field: OTHER_VALUES[field]})
    links[at] = replace(links[at], content=changed)

    version, why = found(links)

    assert version == at + 1
    assert why in {BreakReason.CHANGED, BreakReason.REFILLED}


def test_a_removal_that_no_one_recorded_is_found():
    """Only a later step of the chain can say that a removal was meant."""
    links = chained([content(1), content(2), content(3)])
    silent = [links[0], redacted(links[1], {Personal.WORDS}), links[2]]

    assert found(silent) == (2, BreakReason.REMOVED_UNRECORDED)
    assert found(with_record(silent, "WORDS_REMOVED")) is None
    late = with_record(links)
    assert found([*late[:3], redacted(replace(late[3]), {Personal.WORDS})]) is None, "there was nothing to remove"


def test_what_is_removed_cannot_be_guessed_nor_filled_in():
    """The salt goes with the words; new words, a digest of them, or a salt that came back are found."""
    links = with_record(chained([content(1), content(2)]))
    links[0] = redacted(links[0], set(Personal))
    first = links[0]

    assert first.salts == bytes(SALTS_BYTES)
    assert (first.content.actor_id, first.content.note, first.content.reason) == (None, None, None)
    assert "author_id" not in first.content.snapshot
    assert (first.content.snapshot["latitude"], first.content.snapshot["longitude"]) == (43.241, 76.915)
    again = replace(first.content, snapshot={**first.content.snapshot, "description": "forged"})
    assert found([replace(first, content=again), *links[1:]]) == (1, BreakReason.REFILLED)
    salted = replace(first, salts=bytes([1]) * SALT_BYTES + first.salts[SALT_BYTES:])
    assert found([salted, *links[1:]]) == (1, BreakReason.REFILLED)
    for removed in ({**first.removed, "WORDS": bytes(32)}, {**first.removed, "OTHER": bytes(32)}, {}):
        assert found([replace(first, removed=removed), *links[1:]]) == (1, BreakReason.CHANGED)


def test_staff_and_lists_are_no_personal_data():
    """Who acted officially stays, and a reason from a list; the author acts as a person whatever their office."""
    official = without(content(3), set(Personal))
    own = replace(content(2), actor_id=AUTHOR)

    assert (official.kind, official.actor_id, official.reason, official.note) == (
        "WORK_HELD",
        EXECUTOR,
        "WEATHER",
        None,
    )
    assert without(own, {Personal.PEOPLE}).actor_id is None


def test_the_row_is_held_against_the_last_event():
    """A state that no event tells of, and a row without any event."""
    links = chained([content(1)])
    row = ServiceRequest.from_json(dict(links[0].content.snapshot))

    def with_row(links, row):
        chain = Chain(REQUEST)
        for link in links:
            chain.add(link)
        chain.compare_row(row)
        return chain.proof().first_broken

    assert with_row(links, row) is None
    assert with_row(links, replace(row, rating=5)).why is BreakReason.ROW_DIFFERS
    assert with_row([], row).why is BreakReason.MISSING


def test_photos_are_held_against_the_events_that_brought_them():
    """One more, one less, another one; in whichever order."""

    def photos(kept):
        chain = Chain(REQUEST)
        one, two = bytes([1]) * 32, bytes([2]) * 32
        for link in chained([content(1, photo_digests=(one, two)), content(2, photo_digests=())]):
            chain.add(link)
        chain.compare_photos(kept)
        broken = chain.proof().first_broken
        return None if broken is None else (broken.version, broken.why)

    one, two = bytes([1]) * 32, bytes([2]) * 32
    assert photos({1: [two, one]}) is None
    assert photos({1: [one]}) == (1, BreakReason.PHOTOS_DIFFER)
    assert photos({}) == (1, BreakReason.PHOTOS_DIFFER)
    assert photos({1: [one, bytes(32)]}) == (1, BreakReason.PHOTOS_DIFFER)
    assert photos({1: [one, two], 2: [one]}) == (2, BreakReason.PHOTOS_DIFFER)


def test_the_form_that_is_hashed_never_changes():
    """What was hashed years ago must hash the same: these are the bytes of scheme 1."""
    said = content(1)
    salts = bytes(range(SALTS_BYTES))

    assert content_digest(said, salts).hex() == "3569851c80c70d4c522f9dff37e2388ae51e2aef98f4e4c95a7bd21ca42f43eb"
    assert (
        link_hash(ORIGIN, content_digest(said, salts)).hex()
        == "f39b18d4c1348a5777687185cf361b8e4d25d45feb4e807ffc42afc0e6b4f46b"
    )


def test_the_documented_form_gives_the_same_hash_by_other_means():
    """Whoever follows docs/timeline.md with nothing but JSON and SHA-256 comes to the same digest."""
    import json
    from hashlib import sha256

    def text(value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def part(name, salt, value):
        return sha256(b"\x01" + name + b"\0" + salt + text(value)).digest()

    said, salts = content(1), bytes(range(SALTS_BYTES))
    snapshot = dict(said.snapshot)
    personal = {name: snapshot.pop(name) for name in ("author_id", "address", "description", "latitude", "longitude")}
    digests = [
        part(b"PEOPLE", salts[0:16], [personal["author_id"], str(AUTHOR), [f"account:{FOLLOWER}"]]),
        part(b"PLACE", salts[16:32], ["Абай 10", "43.24123", "76.91456"]),
        part(b"DESCRIPTION", salts[32:48], "шұңқыр"),
        part(b"WORDS", salts[48:64], ["сөз 1", "жоқ"]),
    ]
    plain = {
        "request": str(REQUEST),
        "version": 1,
        "kind": "SUBMITTED",
        "at": "2026-11-20T08:00:00.000001+00:00",
        "actor_role": "CITIZEN",
        "actor": None,
        "reason": None,
        "from_status": None,
        "moment_at": "2026-11-20T07:00:00+00:00",
        "topics": [f"request:{REQUEST}", "city:almaty"],
        "photos": ["01" * 32],
        "area": ["43.241", "76.915"],
        "snapshot": snapshot,
    }
    digest = sha256(b"\x01" + b"".join(digests) + text(plain)).digest()

    assert content_digest(said, salts) == digest
    assert link_hash(ORIGIN, digest) == sha256(b"\x01" + bytes(32) + digest).digest()
