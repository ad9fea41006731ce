"""An error of `qala export` names what was typed."""

import pytest

from app.cli.exporting import options_named
from app.errors import InvalidInput


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("filter.cityId: there is no city 'x'", "--city: there is no city 'x'"),
        ("filter.statuses.0: expected a status", "--filter.statuses.0: expected a status"),
        ("filter: expected a JSON object", "--filter: expected a JSON object"),
        ("filter: more than 300000 requests pass", "filter: more than 300000 requests pass"),
        ("file: cannot be written", "file: cannot be written"),
    ],
)
def test_an_error_names_the_option(message, said):
    """Too many requests are no fault of one of them."""
    with pytest.raises(InvalidInput) as raised, options_named({"cityId"}):
        raise InvalidInput(message.partition(":")[0], message)

    assert raised.value.message == said
