"""`qala city`, `qala category`, `qala account`: the data that an installation starts with."""

import asyncio
from getpass import getpass
from pathlib import Path

from cyclopts import App

from app.cli.console import app, out
from app.cli.engines import application_for_command
from app.commands.staff.accounts import put_account
from app.commands.staff.catalog import put_categories, put_cities
from app.data.catalog import load_categories, load_cities
from app.domain.accounts.roles import Locale, Role
from app.settings import Settings

city = App(name="city", help="Cities of this installation.")
category = App(name="category", help="Categories of this installation.")
account = App(name="account", help="Accounts of this installation.")
app.command(city)
app.command(category)
app.command(account)


@city.command(name="put")
def put_city(file: Path) -> None:
    """Add the cities of a TOML file; existing ones are changed. See app/data/cities.toml for the format."""
    cities = load_cities(file)

    async def work() -> None:
        async with application_for_command(Settings.read(), lead=False):
            await put_cities(cities)

    asyncio.run(work())
    out.print(f"{len(cities)} cities: {', '.join(item.id for item in cities)}")


@category.command(name="put")
def put_category(file: Path) -> None:
    """Add the categories of a TOML file; existing ones are changed. See app/data/categories.toml for the format."""
    categories = load_categories(file)

    async def work() -> None:
        async with application_for_command(Settings.read(), lead=False):
            await put_categories(categories)

    asyncio.run(work())
    out.print(f"{len(categories)} categories: {', '.join(item.id for item in categories)}")


@account.command(name="put")
def put_account_command(
    email: str,
    *,
    name: str,
    role: Role,
    city: str | None = None,
    locale: Locale = Locale.KK,  # noqa: A002, RUF100 - the option's name
) -> None:
    """Create a confirmed and approved account, or set the password of an existing one. Asks for the password."""
    password = getpass("Password: ")

    async def work() -> None:
        async with application_for_command(Settings.read(), lead=False) as application:
            await put_account(
                application.command_context,
                name=name,
                email=email,
                password=password,
                role=role,
                city_id=city,
                locale=locale,
            )

    asyncio.run(work())
    out.print(f"{email}: {role}")
