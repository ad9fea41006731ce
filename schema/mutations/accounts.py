"""Mutations of accounts: registration, sign-in, confirmation of the address, profile."""

import strawberry

from app.auth.known_devices import DEVICE_COOKIE, DEVICE_DAYS, DeviceTokens
from app.auth.sessions import COOKIE
from app.commands.accounts import email_verification, profile, registration, sessions, sign_in
from app.commands.accounts.registration import Registration
from app.commands.accounts.sessions import SignedIn
from app.domain.accounts.roles import Locale, Role
from app.queries.accounts.people import people
from schema.context import Context, Info
from schema.ids import uuid_of
from schema.types.user import User
from schema.uploads import Upload, picture_of

GIVEN_NAME = (
    "What the public sees of a citizen's name. Without it the server shows a part of `name` that is surely not a"
    ' surname, or "a resident".'
)


@strawberry.input(description="A registration.")
class RegisterInput:
    name: str = strawberry.field(description="The whole name, without addresses and phone numbers.")
    email: str
    password: str = strawberry.field(description="8 to 200 characters.")
    role: Role = strawberry.field(
        description="An executor waits for the Akimat of the city; an Akimat account needs an address of the state"
        " and the link sent to it."
    )
    city_id: strawberry.ID | None = strawberry.field(default=None, description="Needed unless the role is CITIZEN.")
    locale: Locale | None = None
    organisation_name: str | None = strawberry.field(
        default=None, description="The organisation that an executor works for; a new name makes a new one."
    )
    organisation_id: strawberry.ID | None = strawberry.field(
        default=None, description="The same, chosen from `organisations` of the city; give one of the two."
    )
    avatar: Upload | None = strawberry.field(default=None, description="A picture of the person.")
    given_name: str | None = strawberry.field(default=None, description=GIVEN_NAME)


@strawberry.input(description="What to change; what is left out stays.")
class UpdateProfileInput:
    name: str | None = strawberry.field(
        default=None, description="Without `givenName`, the given name is sought in it anew."
    )
    given_name: str | None = strawberry.field(default=None, description=GIVEN_NAME)
    city_id: strawberry.ID | None = None
    locale: Locale | None = None
    avatar: Upload | None = strawberry.field(default=None, description="A picture of the person.")
    remove_avatar: bool | None = strawberry.field(default=None, description="Whether the picture is to go.")


@strawberry.type(description="A fresh session. The token is shown once; browsers get it as a cookie too.")
class AuthPayload:
    token: str
    viewer: User
    device_token: str = strawberry.field(
        description="Keeps this client known to the account: `login` with it is not refused because others have tried"
        " wrong passwords. Keep it after signing out, and replace it by the one of the latest sign-in."
    )


@strawberry.type
class AccountMutation:
    """Mutations of accounts."""

    @strawberry.mutation(description="Make an account and sign in.")
    async def register(self, info: Info, input: RegisterInput) -> AuthPayload:
        form = Registration(
            name=input.name,
            given_name=input.given_name,
            email=input.email,
            password=input.password,
            role=input.role,
            city_id=input.city_id,
            locale=input.locale,
            organisation_name=input.organisation_name,
            organisation_id=uuid_of("organisationId", input.organisation_id) if input.organisation_id else None,
            avatar=picture_of("avatar", input.avatar),
        )
        return await payload_of(
            info,
            await registration.register(
                info.context.command_context,
                form,
                agent_of(info),
                client=info.context.client,
                devices=devices_of(info),
            ),
        )

    @strawberry.mutation(
        description="Use the link from the letter; signs in. The token is enough where its account is signed in."
        " Elsewhere `INVALID_INPUT` with field `password` asks for the password: the one of the registration, or a"
        " new one, which ends all other sessions."
    )
    async def verify_email(self, info: Info, token: str, password: str | None = None) -> AuthPayload:
        context: Context = info.context
        signed = await email_verification.verify_email(
            context.command_context,
            token,
            agent_of(info),
            password=password,
            viewer=context.viewer,
            client=context.client,
            devices=devices_of(info),
        )
        return await payload_of(info, signed)

    @strawberry.mutation(
        description="Send the link that confirms the viewer's address once more; false when it is confirmed already."
    )
    async def resend_verification(self, info: Info) -> bool:
        return await email_verification.resend_verification(info.context.command_context, info.context.viewer)

    @strawberry.mutation(description="Sign in. `deviceToken` is for clients without cookies.")
    async def login(self, info: Info, email: str, password: str, device_token: str | None = None) -> AuthPayload:
        return await payload_of(
            info,
            await sign_in.login(
                info.context.command_context,
                email,
                password,
                agent_of(info),
                client=info.context.client,
                devices=devices_of(info, device_token),
            ),
        )

    @strawberry.mutation(description="End this session everywhere; false when no account was signed in.")
    async def logout(self, info: Info) -> bool:
        ended = await sessions.logout(info.context.command_context, info.context.viewer)
        if info.context.response is not None:
            info.context.response.delete_cookie(COOKIE, path="/")
        return ended

    @strawberry.mutation(description="Change one's own profile.")
    async def update_profile(self, info: Info, input: UpdateProfileInput) -> User:
        context = info.context
        account_id = await profile.update_profile(
            context.command_context,
            context.viewer,
            name=input.name,
            given_name=input.given_name,
            city_id=input.city_id,
            locale=input.locale,
            avatar=picture_of("avatar", input.avatar),
            remove_avatar=bool(input.remove_avatar),
        )
        return User.of((await people([account_id]))[account_id], context.audience, None)


def agent_of(info: Info) -> str:
    """Return the user agent of the request, empty without one."""
    request = info.context.request
    return request.headers.get("user-agent", "") if request is not None else ""


def devices_of(info: Info, given: str | None = None) -> DeviceTokens:
    """Return the device tokens that the client gives, or those of its cookie."""
    request = info.context.request
    if given is None and request is not None:
        given = request.cookies.get(DEVICE_COOKIE)
    return DeviceTokens.read(given or "")


async def payload_of(info: Info, signed: SignedIn) -> AuthPayload:
    """Return the token and the account, and set the cookie. The rest of the operation runs as this account."""
    context: Context = info.context
    if context.response is not None:
        for name, value, days in (
            (COOKIE, signed.token, context.command_context.session_days),
            (DEVICE_COOKIE, str(signed.devices), DEVICE_DAYS),
        ):
            context.response.set_cookie(
                name,
                value,
                max_age=days * 86_400,
                path="/",
                httponly=True,
                samesite="lax",
                secure=context.secure_cookie,
            )
    person = (await people([signed.viewer.account_id]))[signed.viewer.account_id]
    audience = info.sign_in(signed.viewer).audience
    return AuthPayload(token=signed.token, viewer=User.of(person, audience, None), device_token=str(signed.devices))
