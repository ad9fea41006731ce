"""The schema itself: printed, asked for, and described."""

import pytest
from graphql import build_client_schema, get_introspection_query, print_schema

from schema import schema


def printed_file() -> str:
    """The schema as it stands in git."""
    with open("schema/schema.graphql") as file:
        return file.read()


def test_the_printed_schema_is_the_schema():
    """What stands in git is what the code says."""
    assert printed_file() == schema.printed()


async def test_introspection_gives_the_same_schema(site):
    """A client that asks the running product sees what stands in git, types, arguments and words alike."""
    query = get_introspection_query(input_value_deprecation=True, specified_by_url=True)

    body = await site.ask(query)

    def lines(text: str) -> list[str]:
        return sorted(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("directive"))

    assert lines(print_schema(build_client_schema(body))) == lines(print_schema(schema.core))


@pytest.mark.parametrize("kind", ["Query", "Mutation", "Subscription"])
def test_everything_that_can_be_asked_is_described(kind):
    """Each field of the roots has words for those who write clients."""
    fields = schema.core.type_map[kind].fields

    assert [name for name, field in fields.items() if not field.description] == []


def test_ids_are_ids():
    """Whatever is called id, or ends with it, has the type ID in arguments, inputs and answers."""
    wrong = []
    for type_name, kind in schema.core.type_map.items():
        for field_name, field in getattr(kind, "fields", {}).items():
            named = {field_name: field.type, **{name: arg.type for name, arg in getattr(field, "args", {}).items()}}
            wrong += [
                f"{type_name}.{field_name}({name})"
                for name, type_ in named.items()
                if (name == "id" or name.endswith(("Id", "Ids"))) and str(type_).strip("[]!") != "ID"
            ]

    assert wrong == []


def test_lists_are_short_or_come_in_pages():
    """A list without pages is one that cannot grow without end; all of them are known here."""
    found = {
        f"{name}.{field_name}"
        for name, kind in schema.core.type_map.items()
        if hasattr(kind, "fields") and not name.startswith("__") and hasattr(kind, "interfaces")
        for field_name, field in kind.fields.items()
        if "[" in str(field.type) and field_name != "edges"
    }

    assert {
        "City.bounds",
        "Query.cities",
        "Query.categories",
        "Query.nearby",
        "Query.executors",
        "Query.pendingExecutors",
        "ServiceRequest.viewerActions",
        "Counters.byStatus",
        "Statistics.byCategory",
    } <= found
    assert not {item for item in found if item.startswith("Query.")} & {"Query.serviceRequests", "Query.notifications"}
