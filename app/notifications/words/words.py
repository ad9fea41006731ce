"""What every language has to be able to say."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. In braces stands what is filled in."""

    greeting: str
    """``{name}``"""
    events: Mapping[str, str]
    """What happened, by the kind of event: the headline of a letter."""
    by_reader: Mapping[str, str]
    """Why somebody gets the letter, by the part they play."""
    assigned: str
    """What the executor is asked to do with a new request."""
    disputed_executor: str
    disputed_akimat: str
    at_risk: str
    breached: str
    escalated: str
    asked: str
    """The question to the author."""
    asked_coauthor: str
    """The question to somebody whose request was merged into this one."""
    asked_again: str
    yes: str
    """The first button: it is fixed."""
    no: str
    """The second one: it is not."""
    good_for: str
    """``{days}``: how long the two buttons work, and what happens without an answer."""
    number: str
    category: str
    place: str
    due: str
    reason: str
    open_request: str
    open_city: str
    open_tasks: str
    preferences: str
    reasons: Mapping[str, str]
    """Reasons from the lists; others are what somebody wrote."""
    months: tuple[str, ...]
    date: str
    """``{day} {month} {year}, {time}``"""
    day: str
    """``{day} {month} {year}``"""
    verify_subject: str
    verify: str
    verify_button: str
    verify_small: str
    """``{hours}``"""
    approved_subject: str
    approved: str
    account_subjects: Mapping[str, str]
    """Of letters about the account itself, by kind."""
    account_texts: Mapping[str, str]
    """``{hours}``: how long the link is good; ``{email}``: the new address."""
    account_buttons: Mapping[str, str]
    digest_subject: str
    """``{city} {day}``"""
    digest: str
    """``{day}``: yesterday."""
    digest_figures: Mapping[str, str]
    """created, completed, confirmed, disputed, open, overdue, asked"""
    digest_overdue: str
    """``{shown} {count}``: the title of the list."""
    digest_late: str
    """``{number} {category} {address} {due}``"""
    digest_none: str
    digest_seal: str
    """``{seal}``: one line to be kept, against which the log can be verified later."""
