"""Signed links: true, forged, expired; and the key behind them."""

import base64
import stat
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.clock import FixedClock
from app.domain.notifications.letters import Answer
from app.notifications.links import GOOD_FOR, LinkExpired, LinkForged, Links, Verdict, secret_of

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
VERDICT = Verdict(UUID(int=7), UUID(int=8), 5)


def links(secret: bytes = b"k" * 32, at: datetime = NOW) -> Links:
    return Links(lambda: secret, FixedClock(at), "https://qala.kz/")


@pytest.mark.parametrize("answer", Answer)
def test_a_link_says_what_it_is_bound_to(answer):
    """Request, account and version come out as they went in."""
    assert links().read_verdict(answer, links().verdict_token(answer, VERDICT)) == VERDICT


def test_the_address_begins_with_the_public_url():
    """Without a doubled slash."""
    assert links().verdict(Answer.CONFIRM, VERDICT).startswith("https://qala.kz/verdict/confirm/")


def test_no_byte_of_a_link_may_be_changed():
    """Each bit of the body and of the proof counts."""
    raw = base64.urlsafe_b64decode(links().verdict_token(Answer.CONFIRM, VERDICT) + "==")
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(LinkForged):
            links().read_verdict(Answer.CONFIRM, base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize("token", ["", "x", "....", "A" * 300, "é", "%00", "=" * 40])
def test_what_is_no_link_at_all_is_forged(token):
    """Whatever the text is, the refusal is the same."""
    with pytest.raises(LinkForged):
        links().read_verdict(Answer.CONFIRM, token)


def test_a_link_for_one_answer_is_no_link_for_the_other():
    """The proof is bound to its purpose."""
    with pytest.raises(LinkForged):
        links().read_verdict(Answer.DISPUTE, links().verdict_token(Answer.CONFIRM, VERDICT))


def test_another_installation_makes_other_links():
    """The proof is bound to the key."""
    with pytest.raises(LinkForged):
        links(b"o" * 32).read_verdict(Answer.CONFIRM, links().verdict_token(Answer.CONFIRM, VERDICT))


@pytest.mark.parametrize(
    ("late", "good"), [(timedelta(seconds=-1), True), (timedelta(0), False), (timedelta(9), False)]
)
def test_a_link_is_good_for_fourteen_days(late, good):
    """To the second."""
    token = links().verdict_token(Answer.CONFIRM, VERDICT)
    then = links(at=NOW + GOOD_FOR + late)

    assert timedelta(days=14) == GOOD_FOR
    if good:
        assert then.read_verdict(Answer.CONFIRM, token) == VERDICT
    else:
        with pytest.raises(LinkExpired):
            then.read_verdict(Answer.CONFIRM, token)


def test_a_verify_token_follows_from_its_id_and_the_key():
    """So that it need not be stored; another id or key gives another one."""
    tokens = {
        links().verify_token(UUID(int=1)),
        links().verify_token(UUID(int=2)),
        links(b"o").verify_token(UUID(int=1)),
    }

    assert len(tokens) == 3
    assert links().verify_token(UUID(int=1)) in tokens
    assert len(links().verify_token(UUID(int=1))) == 43


def test_the_given_key_is_the_key(tmp_path):
    """Nothing is written then."""
    assert secret_of("given", tmp_path) == b"given"
    assert list(tmp_path.iterdir()) == []


def test_without_a_key_one_is_made_and_kept(tmp_path):
    """Readable by its owner only, and the same key on the next call."""
    home = tmp_path / "var"
    first = secret_of(None, home)

    assert first == secret_of(None, home)
    assert len(first) >= 64
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [home / "secret"] == list(home.iterdir())


def test_two_installations_have_two_keys(tmp_path):
    """They are random."""
    assert secret_of(None, tmp_path / "a") != secret_of(None, tmp_path / "b")
