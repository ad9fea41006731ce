"""The organisation that an executor names in the registration form."""

from app.commands.accounts._registration_form import Registration
from app.domain.accounts.names import clean_name
from app.domain.accounts.roles import TRAITS, Role
from app.domain.text.limits import ORGANISATION_NAME
from app.errors import InvalidInput
from app.models import Organisation


def clean_organisation_name(name: str | None, role: Role) -> str | None:
    """Return the cleaned name of the organisation to join, or None.

    Raises:
        InvalidInput: the name is too long or holds an address or a phone number, or the role is not executor.
    """
    if name is None:
        return None
    if not TRAITS[role].joins_organisation:
        raise InvalidInput("organisationName", "organisationName: only executors belong to an organisation")
    return clean_name("organisationName", name, limit=ORGANISATION_NAME)


async def check_organisation(registration: Registration) -> None:
    """Accept a form whose organisation, if it names one by id, can be joined.

    Raises:
        InvalidInput: the organisation is not in the city, the role is not executor, or the form also names a new one.
    """
    if registration.organisation_id is None:
        return
    if not TRAITS[registration.role].joins_organisation:
        raise InvalidInput("organisationId", "organisationId: only executors belong to an organisation")
    if registration.organisation_name is not None:
        raise InvalidInput("organisationId", "organisationId: choose one of the list, or name a new one, not both")
    if not await Organisation.exists(id=registration.organisation_id, city_id=registration.city_id):
        raise InvalidInput("organisationId", "organisationId: expected the id of an organisation of this city")
