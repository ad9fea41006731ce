"""Who sees what of whom."""

import pytest

from app.commands.requests import work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models import Account

PERSON = "{ id name fullName email emailVerified approved }"


@pytest.fixture
async def people(site):
    """An author, the executor who has the request, and all other viewers; with the request's id."""
    test_app = site.test_app
    author = await test_app.person(name="Айым Серікқызы Нұрлан")
    executor = await test_app.person(Role.EXECUTOR, name="Ерлан Бекұлы")
    request = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    return {
        "author": author,
        "executor": executor,
        "akimat": await test_app.person(Role.AKIMAT),
        "foreign akimat": await test_app.person(Role.AKIMAT, "astana"),
        "other executor": await test_app.person(Role.EXECUTOR),
        "stranger": await test_app.person(),
        "nobody": None,
        "request": request,
    }


async def seen(site, people, who):
    """What this person sees of author and executor."""
    viewer = people[who]
    query = f'{{ serviceRequest(id: "{people["request"].id}") {{ author {PERSON} executor {PERSON} }} }}'
    answer = await site.ask(query, token=await site.token(viewer) if viewer else None)
    return answer["serviceRequest"]


async def test_strangers_see_a_first_name(site, people):
    """Of a citizen the public, executors and other cities see the first name; address and full name are null."""
    for who in ["nobody", "stranger", "executor", "other executor", "foreign akimat"]:
        author = (await seen(site, people, who))["author"]

        assert author.pop("id") != str(people["author"].account_id)
        assert author == {
            "name": "Айым",
            "fullName": None,
            "email": None,
            "emailVerified": None,
            "approved": None,
        }


async def test_oneself_and_the_akimat_of_the_city_see_all(site, people):
    """The author and the officers of the city of the request see the whole name and the address."""
    for who in ["author", "akimat"]:
        author = (await seen(site, people, who))["author"]
        account = await Account.get(id=people["author"].account_id)

        assert author == {
            "id": str(account.id),
            "name": "Айым Серікқызы Нұрлан",
            "fullName": "Айым Серікқызы Нұрлан",
            "email": account.email,
            "emailVerified": True,
            "approved": True,
        }


async def test_requests_of_one_author_cannot_be_collected(site, people):
    """Nothing in public lists, neighbours, timelines and events is equal for two requests of one citizen only."""
    author, other = people["author"], await site.test_app.person(name="Айым Серікқызы Нұрлан")
    for sender in (author, other, author):
        await submit(site.test_app.context, sender, site.test_app.submission())
    await site.test_app.settled()
    who = "author { id name avatarUrl role city { id } locale isHead organisation { id } categoryIds }"
    point = "location: {latitude: 43.24, longitude: 76.91}"
    queries = [
        f"{{ serviceRequests {{ edges {{ node {{ id {who} }} }} }} }}",
        f'{{ nearby({point}, categoryId: "pothole") {{ node: serviceRequest {{ id {who} }} }} }}',
    ]
    for viewer in (None, people["stranger"], people["executor"], people["foreign akimat"]):
        token = await site.token(viewer) if viewer else None
        for query in queries:
            (answer,) = (await site.ask(query, token=token)).values()
            nodes = [one["node"] for one in (answer if isinstance(answer, list) else answer["edges"])]
            assert len(nodes) == 4
            assert len({node["author"].pop("id") for node in nodes}) == 4
            assert all(node["author"] == nodes[0]["author"] for node in nodes)
            assert str(author.account_id) not in str(answer)

    own = (await site.ask(queries[0], token=await site.token(author)))["serviceRequests"]["edges"]
    ids = [edge["node"]["author"]["id"] for edge in own]
    assert ids.count(str(author.account_id)) == 3


async def test_an_officer_whose_link_is_not_opened_is_a_stranger(site, people):
    """The role alone shows nothing."""
    await Account.filter(id=people["akimat"].account_id).update(approved_at=None)

    assert (await seen(site, people, "akimat"))["author"]["email"] is None


async def test_executors_act_under_their_names(site, people):
    """An executor's name is public; the address is for staff and for themselves."""
    public, own, staff = [(await seen(site, people, who))["executor"] for who in ("nobody", "executor", "akimat")]

    assert (public["name"], public["fullName"], public["email"]) == ("Ерлан Бекұлы", None, None)
    assert own["email"] == staff["email"] == (await Account.get(id=people["executor"].account_id)).email


async def test_a_list_shows_no_more_than_a_request(site, people):
    """The same rule holds in lists, among neighbours, in timelines and in notifications."""
    await site.test_app.settled()
    point = "location: {latitude: 43.24, longitude: 76.91}"
    node = f"author {PERSON} timeline {{ edges {{ node {{ actorName }} }} }}"
    queries = {
        "list": f"{{ serviceRequests {{ edges {{ node {{ {node} }} }} }} }}",
        "nearby": f'{{ nearby({point}, categoryId: "pothole") {{ serviceRequest {{ {node} }} }} }}',
        "told": f"{{ notifications {{ edges {{ node {{ serviceRequest {{ {node} }} }} }} }} }}",
    }
    tokens = {who: await site.token(people[who]) for who in ("stranger", "author", "executor")}
    for name, query in queries.items():
        for who in ("stranger", "executor"):
            answer = str((await site.post(query, token=tokens[who])).json())
            assert "errors" not in answer
            assert "Серікқызы" not in answer, (name, who)
            assert "@example.kz" not in answer, (name, who)
    assert "Серікқызы" in str((await site.post(queries["list"], token=tokens["author"])).json())


async def test_waiting_executors_are_for_the_akimat_of_the_city(site, people):
    """Their addresses are shown to the officer who decides, and the list is refused to all other viewers."""
    await Account.filter(id=people["other executor"].account_id).update(approved_at=None)
    query = f'{{ pendingExecutors(cityId: "almaty") {PERSON} }}'

    answer = await site.ask(query, token=await site.token(people["akimat"]))

    assert [item["id"] for item in answer["pendingExecutors"]] == [str(people["other executor"].account_id)]
    assert answer["pendingExecutors"][0]["email"]
    for who in ("foreign akimat", "executor", "stranger"):
        assert (await site.refusal(query, token=await site.token(people[who])))["code"] == "NOT_ALLOWED"
    assert (await site.refusal(query))["code"] == "UNAUTHENTICATED"


async def test_scores_name_executors_and_nothing_more(site, people):
    """The table of executors is public; addresses in it are for staff of that city."""
    query = f'{{ executors(cityId: "almaty") {{ executor {PERSON} active }} }}'

    public = (await site.ask(query))["executors"]
    staff = (await site.ask(query, token=await site.token(people["akimat"])))["executors"]

    assert {item["executor"]["email"] for item in public} == {None}
    assert None not in {item["executor"]["email"] for item in staff}
    assert "Ерлан Бекұлы" in {item["executor"]["name"] for item in public}


async def test_in_one_document_every_request_is_judged_by_its_own_city(site, people):
    """An officer of one city sees the people of that city's requests, and in the same answer not those of another's."""
    author = people["author"]
    await submit(
        site.test_app.context, author, site.test_app.submission(city_id="astana", latitude=51.1, longitude=71.4)
    )
    query = f"{{ serviceRequests {{ edges {{ node {{ city {{ id }} author {PERSON} }} }} }} }}"

    answer = await site.ask(query, token=await site.token(people["akimat"]))

    mails = {edge["node"]["city"]["id"]: edge["node"]["author"]["email"] for edge in answer["serviceRequests"]["edges"]}
    assert mails["almaty"] is not None
    assert mails["astana"] is None


async def test_registering_shows_ones_own_profile(site):
    """The answer to registering is already seen by the new person."""
    mutation = f"mutation($input: RegisterInput!) {{ register(input: $input) {{ viewer {PERSON} }} }}"
    wish = {"name": "A B", "email": "e@example.kz", "password": "ұзын құпиясөз", "role": "EXECUTOR", "cityId": "almaty"}

    viewer = (await site.ask(mutation, {"input": wish}))["register"]["viewer"]

    assert (viewer["fullName"], viewer["email"], viewer["approved"]) == ("A B", "e@example.kz", False)
