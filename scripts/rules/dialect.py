"""The words that this project once had for things that the field has a name for, and the name to use instead."""

import re

_WORDS = {
    r"\b(?:open_)?[Hh]ouse\b|_house\b": "application",
    r"\bfurnish\w*": "wire",
    r"\bDesk\b|\bdesk\b": "CommandContext, context",
    r"\bsee_(?:through|to)\b": "run_to_completion, run_in_background",
    r"\bCarefulServer\b|\bbe_careful\b": "GracefulConnection, install",
    r"\bfarewell\w*": "close timeout",
    r"\b(?:frame )?[Ll]anes?\b|\bopen_lane\b|\bLaneStream\b": "direct writer",
    r"\bBegun\b": "EagerCoroutine",
    r"\beras?\b": "generation",
    r"\bMailbox(?:es)?\b": "SendQueue",
    r"\bsigns of life\b": "heartbeat",
    r"\bPostOffice\b|\bpost office\b": "Notifier",
    r"\bCourier\b|\bcourier\b": "transport",
    r"\bGazetteer\b|\bgazetteer\b": "PlaceNames",
    r"\bChore\b|\bchores?\b": "PeriodicJob",
    r"\bSweeper\b|\bsweeper\b": "CleanupJob, cleanup",
    r"\bdarkroom\b": "decode semaphore",
    r"\b[Ll]ook_?alikes?\b|\blook-alikes?\b": "similar photos",
    r"\bPigeonhole\b|\bpigeonhole\b": "FakeMailer",
    r"\bTown\b": "TestApp",
    r"\bgoodbye\w*": "shutdown message",
    r"(?<![`\"'])\b(?:[Ss]omebody|[Ww]hoever|[Nn]obody)\b": "the role: client, reader, executor, officer, author",
}
DIALECT = tuple((re.compile(pattern), instead) for pattern, instead in _WORDS.items())
"""Patterns of old words, each with what to say instead."""
