"""The list of what the viewer follows, over HTTP: for the viewer alone, and without what is hidden."""

from app.commands.requests.following import follow
from app.commands.requests.submission import submit
from app.commands.requests.text_moderation import hide
from app.domain.accounts.roles import Role
from app.domain.text.hidden_texts import Text, TextPart

LIST = """
query($filter: ServiceRequestFilter) {
  serviceRequests(filter: $filter) { totalCount edges { node { id address isFollowing isMine author { name } } } }
}
"""


async def followed_by(site, person, asker=None):
    """Return what ``asker``, or the person, is answered about what the person follows."""
    token = await site.token(asker or person)
    return (await site.ask(LIST, {"filter": {"followerId": str(person.account_id)}}, token=token))["serviceRequests"]


async def test_a_person_reads_what_they_follow(site):
    """Also of other cities; others get nothing of it, officers neither."""
    test_app = site.test_app
    author, follower = await test_app.person(), await test_app.person()
    officer = await test_app.person(Role.AKIMAT)
    requests = [await submit(test_app.context, author, test_app.submission(latitude=43.2 + n / 50)) for n in range(3)]
    await follow(test_app.context, follower, requests[1].id)

    found = await followed_by(site, follower)

    (edge,) = found["edges"]
    assert found["totalCount"] == 1
    assert edge["node"]["id"] == str(requests[1].id)
    assert (edge["node"]["isFollowing"], edge["node"]["isMine"]) == (True, False)
    assert (await followed_by(site, author))["totalCount"] == 0
    given = {"filter": {"followerId": str(follower.account_id), "cityId": "almaty"}}
    for token in (None, await site.token(author), await site.token(officer)):
        assert (await site.refusal(LIST, given, token=token))["code"] == "NOT_ALLOWED"


async def test_a_hidden_address_is_hidden_in_it(site):
    test_app = site.test_app
    author, follower = await test_app.person(), await test_app.person()
    officer = await test_app.person(Role.AKIMAT)
    request = await submit(test_app.context, author, test_app.submission())
    await follow(test_app.context, follower, request.id)
    shown = (await followed_by(site, follower))["edges"][0]["node"]["address"]

    await hide(test_app.context, officer, request.id, Text(TextPart.ADDRESS), "Жеке мекенжай")

    assert (await followed_by(site, follower))["edges"][0]["node"]["address"] != shown
