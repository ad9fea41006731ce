"""The list of all rules that look at one file at a time."""

from scripts.rules import language, lifecycle, migrations, private, text, writers
from scripts.rules.base import Rule

RULES: tuple[Rule, ...] = (
    writers.ONLY_COMMANDS_WRITE,
    writers.NO_SQL_IN_COMMANDS_AND_FACES,
    lifecycle.NO_STATUS_COMPARED,
    language.NO_TEXT_IN_CODE,
    language.NO_DIALECT,
    language.LOG_EVENTS_HAVE_NAMES,
    text.SHORT_LINES,
    text.EXEMPTIONS_HAVE_REASONS,
    text.SHORT_FILES,
    text.NO_MACHINE_NAMES,
    private.NO_PRIVATE_ACCESS,
    text.SHORT_COMPONENTS,
    migrations.ONLINE_INDEXES,
)
