"""The mutation that erases an account."""

import strawberry

from app.auth.sessions import COOKIE
from app.commands.accounts.erasure import erase_account
from schema.context import Info


@strawberry.type
class ErasureMutation:
    """The mutation that erases an account."""

    @strawberry.mutation(
        description="Erase one's own account for good: name and address are deleted, requests stay without them."
        " With `redactWords` one's descriptions, comments and notes are deleted too."
    )
    async def erase_my_account(self, info: Info, password: str, redact_words: bool = False) -> bool:
        await erase_account(info.context.command_context, info.context.viewer, password, redact_words=redact_words)
        if info.context.response is not None:
            info.context.response.delete_cookie(COOKIE, path="/")
        return True
