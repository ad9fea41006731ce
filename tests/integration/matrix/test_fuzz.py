"""Documents that schemathesis makes from the contract: whatever they ask, no answer is a fault of the server.

Its own checks take every refusal for a fault, so only its documents are used; the check here is the code ``INTERNAL``.
The documents are the same in every run.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.operation_driver import open_operation
from schema import schema
from tests.integration.matrix.seed import seeded

CONTRACT = Path(__file__).parents[3] / "schema" / "schema.graphql"
DOCUMENTS = 6
"""For each operation; schemathesis makes no subscriptions."""
ROLES = ("anonymous", "author", "executor", "akimat")


def documents() -> Iterator[str]:
    """Yield the documents of every query and mutation."""
    made: list[str] = []
    for found in schemathesis.graphql.from_path(CONTRACT).get_all_operations():
        operation = found.ok()  # type: ignore[union-attr] # the contract is valid, so every operation is

        @settings(
            max_examples=DOCUMENTS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def keep(case: schemathesis.Case) -> None:
            made.append(str(case.body))

        keep()
    yield from made


async def test_no_document_makes_an_internal_error(test_app):
    """Every operation of the contract is asked, by four roles in turn."""
    city = await seeded(test_app)
    engine = test_app.application.engine
    asked, faults = set(), []
    for number, text in enumerate(await asyncio.to_thread(lambda: list(documents()))):
        viewer = await test_app.application.find_viewer(city.tokens[ROLES[number % len(ROLES)]])
        request = OperationRequest(query=text, client=f"10.1.{number // 250}.{number % 250}")
        try:
            opened = await open_operation(engine, request, viewer)
        except OperationRefused as refused:
            answer = str(refused.errors)
        else:
            answer = "" if isinstance(opened, Source) else opened.decode()
        if "INTERNAL" in answer:
            faults.append(f"{text}\n{answer}")
        asked.add(text)

    core = schema.core
    assert core.query_type is not None
    assert core.mutation_type is not None
    assert len(asked) > len(core.query_type.fields) + len(core.mutation_type.fields)
    assert not faults, "\n\n".join(faults[:5])
