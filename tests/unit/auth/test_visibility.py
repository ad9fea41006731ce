"""What is shown of a person, a photo and a request: decided for every field, and done as decided."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from graphql import GraphQLObjectType, build_schema

from app.auth.photo_visibility import PhotoView, may_see_withheld, visible_photos
from app.auth.viewer import PUBLIC, Viewer, personal_audience, staff_audience
from app.auth.visibility import (
    FIELDS,
    UNRESTRICTED_TYPES,
    PersonView,
    Shown,
    depends_on_viewer,
    name_on_board,
    view_of_person,
)
from app.domain.accounts.person import Person
from app.domain.accounts.roles import Locale, Role
from app.domain.photos.photo import PhotoKind, PhotoSize, Rectangle
from app.domain.photos.request_photo import RequestPhoto
from tests.conftest import NOON

ME, OTHER = UUID(int=1), UUID(int=2)
VIEWER = Viewer(account_id=ME, session_id=None, registered_role=Role.CITIZEN, city_id="almaty", approved=True)
AKIMAT = replace(VIEWER, account_id=OTHER, registered_role=Role.AKIMAT)
CITIZEN = Person(
    id=ME,
    name="Серік Әли",
    given_name="Серік",
    email="serik@example.kz",
    registered_role=Role.CITIZEN,
    city_id="almaty",
    locale=Locale.KK,
    email_verified=True,
    approved=True,
    rejected=False,
    blocked=False,
    created_at=NOON,
    blocked_at=NOON,
    organisation_id=None,
    is_head=False,
    category_ids=(),
    avatar_key="avatars/x",
)
PHOTO = RequestPhoto(
    id=UUID(int=3),
    version=1,
    kind=PhotoKind.REPORT,
    account_id=ME,
    width=1,
    height=1,
    preview=None,
    keys=dict.fromkeys(PhotoSize, "x"),
    taken_at=NOON,
    place=(43.2, 76.9),
    camera="Camera",
    distance_metres=123.4,
    marks=(),
    hidden=False,
    rectangles=(Rectangle(0.1, 0.1, 0.2, 0.2),),
    created_at=NOON,
)


def _python(name: str) -> str:
    return re.sub("([A-Z])", lambda letter: f"_{letter[0].lower()}", name)


def test_every_field_that_shows_something_of_a_person_is_decided():
    """A new type, or a new field of a type with restricted fields, is undecided until it has a row."""
    schema = build_schema((Path(__file__).parents[3] / "schema" / "schema.graphql").read_text())
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    types = {
        name: set(kind.fields)
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and kind not in roots and not name.startswith("__")
    }

    assert types.keys() == FIELDS.keys() | UNRESTRICTED_TYPES
    assert not FIELDS.keys() & UNRESTRICTED_TYPES
    for name, groups in FIELDS.items():
        assert types[name] == frozenset().union(*groups.values()), name
        assert len(types[name]) == sum(map(len, groups.values())), name


def test_descriptions_that_promise_a_restriction_are_rows():
    """What the schema says is for staff or the viewer alone stands in the table as such."""
    schema = build_schema((Path(__file__).parents[3] / "schema" / "schema.graphql").read_text())
    promised = {
        f"{name}.{field}"
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and kind not in {schema.query_type, schema.mutation_type}
        for field, definition in kind.fields.items()
        if re.search("for the viewer|For the Akimat", definition.description or "")
    } - {"Subscription.slaAlerts"}

    restricted = {
        f"{name}.{field}"
        for name, groups in FIELDS.items()
        for shown in (Shown.STAFF, Shown.PERSON_AND_STAFF)
        for field in groups.get(shown, ())
    }
    assert promised
    assert promised <= restricted


def test_id_of_a_citizen_stands_for_one_request_only():
    """The same in every answer about a request, another in the next one, and no function of the account."""
    one, other = UUID(int=7), UUID(int=8)
    public = view_of_person(CITIZEN, PUBLIC, "almaty", one)

    assert public.id == view_of_person(CITIZEN, PUBLIC, "almaty", one).id != CITIZEN.id
    assert public.id != view_of_person(CITIZEN, PUBLIC, "almaty", other).id
    assert public.id == view_of_person(replace(CITIZEN, id=OTHER), PUBLIC, "almaty", one).id
    assert (public.city_id, public.locale) == (None, Locale.KK)
    for audience in (personal_audience(VIEWER), staff_audience("almaty")):
        assert view_of_person(CITIZEN, audience, "almaty", one).id == CITIZEN.id
    executor = replace(CITIZEN, registered_role=Role.EXECUTOR)
    assert view_of_person(executor, PUBLIC, "almaty", one).id == CITIZEN.id


@pytest.mark.parametrize("field", sorted(FIELDS["User"][Shown.PERSON_AND_STAFF] - {"decisions"}))
def test_personal_data_is_for_the_person_and_staff_of_the_city(field):
    """The same value for both, and null for the public, for others and for an officer elsewhere."""
    name = _python(field)
    whole = getattr(PersonView(CITIZEN, is_open=True), name)

    assert whole is not None
    for audience in (personal_audience(VIEWER), staff_audience("almaty"), personal_audience(AKIMAT)):
        assert getattr(view_of_person(CITIZEN, audience, "almaty"), name) == whole
    for audience in (PUBLIC, staff_audience("astana"), personal_audience(replace(VIEWER, account_id=OTHER))):
        assert getattr(view_of_person(CITIZEN, audience, "almaty"), name) is None


@pytest.mark.parametrize("role", Role)
def test_officials_act_under_their_whole_names(role):
    """A citizen is shown by first name and without a picture; a person without a name gets the word for a resident."""
    person = replace(CITIZEN, registered_role=role)
    view = view_of_person(person, PUBLIC, "almaty")

    official = role is not Role.CITIZEN
    assert view.name == ("Серік Әли" if official else "Серік")
    assert view.avatar_key == ("avatars/x" if official else None)
    assert view_of_person(person, staff_audience("almaty"), "almaty").name == "Серік Әли"
    assert name_on_board(person) == "Серік"
    assert name_on_board(replace(person, name=" ", given_name=None)) == "Тұрғын"


def test_the_public_is_shown_no_part_of_a_name_that_may_be_a_surname():
    """Without a given name of its own, a part is shown only where the rest is surely none."""
    surname_first = replace(CITIZEN, given_name=None, name="Ахметов Серік")
    uncertain = replace(CITIZEN, given_name=None, name="Әли Серік")

    assert view_of_person(surname_first, PUBLIC, "almaty").name == "Серік"
    assert view_of_person(uncertain, PUBLIC, "almaty").name == "Тұрғын"


@pytest.mark.parametrize("role", Role)
def test_a_stored_name_with_an_address_is_shown_to_no_audience(role):
    person = replace(CITIZEN, registered_role=role, given_name=None, name="Blocked.\n\nPay at https://example.kz")

    for audience in (PUBLIC, staff_audience("almaty"), personal_audience(VIEWER)):
        assert "example" not in view_of_person(person, audience, "almaty").name
        assert view_of_person(person, audience, "almaty").name


def test_staff_sees_where_and_with_what_a_photo_was_taken():
    """Others see the distance to the next ten metres, and nothing of place, camera or blurred parts."""
    public, staff = PhotoView(PHOTO, for_staff=False), PhotoView(PHOTO, for_staff=True)

    for field in FIELDS["Photo"][Shown.STAFF]:
        name = {"location": "place"}.get(field, field)
        assert getattr(staff, name) == getattr(PHOTO, name)
        assert getattr(public, name) is None
    assert public.distance_metres == staff.distance_metres == 120
    assert PhotoView(replace(PHOTO, distance_metres=None), for_staff=True).distance_metres is None


def test_hidden_photos_are_for_staff_of_the_city():
    """They are left out for everyone else, and their files are not served either."""
    photos = [PHOTO, replace(PHOTO, hidden=True)]

    assert [view.photo for view in visible_photos(photos, staff_audience("almaty"), "almaty")] == photos
    for audience in (PUBLIC, staff_audience("astana"), personal_audience(VIEWER)):
        assert [view.photo for view in visible_photos(photos, audience, "almaty")] == [PHOTO]
    assert may_see_withheld(AKIMAT, ["astana", "almaty"])
    for viewer, cities in ((None, ["almaty"]), (VIEWER, ["almaty"]), (AKIMAT, ["astana"]), (AKIMAT, [])):
        assert not may_see_withheld(viewer, cities)


def test_what_depends_on_the_viewer_is_marked_for_subscriptions():
    """A subscription that selects such a field is not shared between accounts."""
    assert depends_on_viewer("User", "email")
    assert depends_on_viewer("ServiceRequest", "viewerActions")
    assert not depends_on_viewer("User", "name")
    assert not depends_on_viewer("Photo", "location")
    assert not depends_on_viewer("City", "email")
