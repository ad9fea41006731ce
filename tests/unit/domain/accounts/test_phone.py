"""One number typed in many ways is one text."""

import pytest

from app.domain.accounts.phone import clean_phone
from app.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8 (701) 234-56-78", "+77012345678"),
        ("+7 701 234 56 78", "+77012345678"),
        ("77012345678", "+77012345678"),
        ("701 234 56 78", "+77012345678"),
        (" 8.727.250.10.20 ", "+77272501020"),
        ("+998 90 123 45 67", "+998901234567"),
        ("998901234567", "+998901234567"),
        ("250-10-20", "2501020"),
        ("25-10-2", "25102"),
    ],
)
def test_a_number_has_one_form(typed, number):
    """Numbers of Kazakhstan begin with +7 however they are typed, those of a city stay short."""
    assert clean_phone("phone", typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "109",
        "12 34",
        "phone",
        "+7701234567890123",
        "+0 701 234 56 78",
        "٠١٢٣٤٥٦٧",
        "8701\n2345678x",
        "1" * 41,
        "----",
    ],
)
def test_what_is_no_number_is_refused_by_its_field(typed):
    """The message shows what is expected."""
    with pytest.raises(InvalidInput) as refused:
        clean_phone("caller.phone", typed)
    assert refused.value.data["field"] == "caller.phone"
    assert "+7 701 234 56 78" in refused.value.message
