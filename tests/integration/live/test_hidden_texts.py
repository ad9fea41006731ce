"""Feeds and hidden texts: what is replayed, and what an open page gets."""

import json

from app.commands.requests import comments, submission, text_moderation
from app.domain.accounts.roles import Role
from app.domain.text.hidden_texts import Text, TextPart

FEED = """
subscription ($after: Cursor, $filter: ServiceRequestFilter) {
  cityFeed(cityId: "almaty", after: $after, filter: $filter) {
    kind note serviceRequest { version description address hiddenParts hiddenTexts { text } }
  }
}
"""
TEXTS = (Text(TextPart.DESCRIPTION), Text(TextPart.ADDRESS), Text(TextPart.STEP, 2))
SECRETS = ("менің нөмірім", "87011234567", "сатып алыңыз")


async def test_a_client_that_resumes_reads_no_hidden_text(live):
    """Over a feed that was rendered with the words before, from memory, and from the table."""
    test_app, akimat = live.test_app, await live.test_app.person(Role.AKIMAT)
    context, start = test_app.context, f"{live.application.epoch}:0"
    request = await submission.submit(
        context, await test_app.person(), test_app.submission(description=SECRETS[0], address=SECRETS[1])
    )
    await comments.comment(context, await test_app.person(), request.id, SECRETS[2])
    await test_app.settled()
    watcher = await live.connect()
    await watcher.subscribe("1", FEED, after=start)
    first = [await watcher.event(), await watcher.event()]
    assert all(secret in json.dumps(first, ensure_ascii=False) for secret in SECRETS)

    for text in TEXTS:
        await text_moderation.hide(context, akimat, request.id, text, "себебі осы")
    seen = [(await watcher.event()) for _ in TEXTS]

    assert [event["kind"] for event in seen] == ["TEXT_HIDDEN"] * 3
    assert (seen[-1]["serviceRequest"]["description"], seen[-1]["serviceRequest"]["address"]) == ("", "")
    assert seen[-1]["serviceRequest"]["hiddenTexts"] is None
    await test_app.settled()
    for viewer in (None, await test_app.person()):
        client = await live.connect(viewer)
        await client.subscribe("1", FEED, after=start)
        replayed = [await client.event() for _ in range(5)]
        assert not any(secret in json.dumps(replayed, ensure_ascii=False) for secret in SECRETS)
        assert sorted(replayed[0]["serviceRequest"]["hiddenParts"]) == ["ADDRESS", "DESCRIPTION"]


async def test_the_akimat_of_the_city_reads_the_originals(live):
    """The officers of another city and the public read null."""
    test_app, akimat = live.test_app, await live.test_app.person(Role.AKIMAT)
    request = await submission.submit(test_app.context, await test_app.person(), test_app.submission())
    await comments.comment(test_app.context, await test_app.person(), request.id, SECRETS[2])
    query = "query ($id: ID!) { serviceRequest(id: $id) { hiddenParts hiddenTexts { part version text reason }"
    query += " timeline { edges { node { kind note reason textHidden moderatedTexts { part version } } } } } }"

    hide = 'mutation ($id: ID!) { hideText(id: $id, part: STEP, version: 2, reason: "себебі осы") { version } }'
    officer = await live.connect(akimat)
    assert (await officer.run(hide, id=str(request.id))) == {"hideText": {"version": 3}}

    hidden = (await officer.run(query, "2", id=str(request.id)))["serviceRequest"]
    assert hidden["hiddenTexts"] == [{"part": "STEP", "version": 2, "text": SECRETS[2], "reason": "себебі осы"}]
    assert hidden["hiddenParts"] == []
    for viewer in (None, await test_app.person(), await test_app.person(Role.AKIMAT, "astana")):
        shown = (await (await live.connect(viewer)).run(query, id=str(request.id)))["serviceRequest"]
        assert shown["hiddenTexts"] is None
        step, record = [edge["node"] for edge in shown["timeline"]["edges"]][1:]
        assert (step["note"], step["textHidden"]) == (None, True)
        assert record["moderatedTexts"] == [{"part": "STEP", "version": 2}]
        assert (record["kind"], record["reason"]) == ("TEXT_HIDDEN", "себебі осы")
