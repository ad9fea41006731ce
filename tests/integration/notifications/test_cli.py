"""`qala letters`: what the operator sees and does."""

from uuid import UUID

import pytest

from app.cli.letters import resend_command
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models.database import rows


async def test_dead_letters_are_listed_and_sent_again(mail, qala):
    """One by its id, or all; with the reason for which they died."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.assigned(author, executor, officer)
    await mail.read_log()
    await rows("UPDATE letter SET status = 'DEAD', attempts = 8, last_error = '550 no such mailbox'")
    first, _ = await mail.letters()
    listed = await qala("letters", "dead")
    one = await qala("letters", "resend", str(first["id"]))
    rest = await qala("letters", "resend", "--all")
    mail.pass_time(days=10000)
    await mail.send()

    assert listed[0] == 0
    assert listed[1].count("550 no such mailbox") == 2
    assert str(first["id"]) in listed[1]
    assert (one[0], one[1][:2]) == (0, "1 ")
    assert (rest[0], rest[1][:2]) == (0, "1 ")
    assert len(mail.mailer.letters) == 2


@pytest.mark.parametrize("given", [{}, {"letter_id": UUID(int=1), "all_of_them": True}])
def test_one_or_all_must_be_said(given):
    """Neither, or both, is a mistake."""
    with pytest.raises(InvalidInput, match="--all"):
        resend_command(**given)
