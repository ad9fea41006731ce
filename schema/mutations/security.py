"""Mutations of passwords, addresses and sessions."""

import strawberry

from app.commands.accounts import email_change, passwords, sessions
from schema.context import Info
from schema.ids import uuid_of
from schema.mutations.accounts import AuthPayload, agent_of, devices_of, payload_of


@strawberry.type
class SecurityMutation:
    """Mutations of passwords, addresses and sessions."""

    @strawberry.mutation(description="Send a link to this address, if it has an account; true in any case.")
    async def request_password_reset(self, info: Info, email: str) -> bool:
        await passwords.request_password_reset(info.context.command_context, email, client=info.context.client)
        return True

    @strawberry.mutation(description="Set a new password with that link. Ends every session of the account; signs in.")
    async def reset_password(self, info: Info, token: str, password: str) -> AuthPayload:
        context, client = info.context.command_context, info.context.client
        return await payload_of(
            info,
            await passwords.reset_password(
                context, token, password, agent_of(info), client=client, devices=devices_of(info)
            ),
        )

    @strawberry.mutation(description="Change one's own password. Ends all other sessions; returns how many.")
    async def change_password(self, info: Info, old_password: str, new_password: str) -> int:
        return await passwords.change_password(
            info.context.command_context, info.context.viewer, old_password, new_password
        )

    @strawberry.mutation(description="Send a link to a new address of one's own; until it is opened nothing changes.")
    async def request_email_change(self, info: Info, email: str, password: str) -> bool:
        await email_change.request_email_change(info.context.command_context, info.context.viewer, email, password)
        return True

    @strawberry.mutation(
        description="Use that link. The old address gets a message. The token is enough where its account is signed in;"
        " elsewhere `INVALID_INPUT` with field `password` asks for the password of the account."
    )
    async def change_email(self, info: Info, token: str, password: str | None = None) -> bool:
        context = info.context
        await email_change.change_email(
            context.command_context, token, password=password, viewer=context.viewer, client=context.client
        )
        return True

    @strawberry.mutation(description="End one of one's own sessions; false when it was over already.")
    async def end_session(self, info: Info, id: strawberry.ID) -> bool:
        return await sessions.end_session(info.context.command_context, info.context.viewer, uuid_of("id", id))

    @strawberry.mutation(description="End all of one's own sessions but this one; returns how many.")
    async def end_other_sessions(self, info: Info) -> int:
        return await sessions.end_other_sessions(info.context.command_context, info.context.viewer)
