"""Each rule finds what it forbids, and lets pass what it allows."""

from pathlib import Path

import pytest

from scripts.rules import packages
from scripts.rules.base import SourceFile
from scripts.rules.registry import RULES

ROOT = Path(__file__).parents[3]
LONG = "x" * 121

BROKEN = [
    ("QC001", "app/queries/map/city_map.py", 'rows("UPDATE city SET name = $1")'),
    ("QC001", "app/auth/sessions.py", "from app.models import Session\nSession.filter(id=1).delete()"),
    ("QC001", "schema/types/user.py", "from app.models import Account\nawait_ = Account.create(name='x')"),
    ("QC002", "app/commands/requests/work.py", 'row("SELECT 1")'),
    ("QC002", "app/web/health.py", 'row(f"DELETE FROM {table}")'),
    ("QC002", "app/cli/catalog.py", 'row("WITH one AS (SELECT 1) SELECT * FROM one")'),
    ("QC003", "app/queries/map/city_map.py", "done = status is Status.DONE"),
    ("QC003", "app/commands/requests/work.py", "if status in {Status.DONE, Status.MERGED}: pass"),
    ("QC003", "schema/types/user.py", "match status:\n    case Status.DONE:\n        pass"),
    ("QC004", "app/web/letters/verdict.py", 'title = "Рақмет"'),
    ("QC004", "app/web/letters/verdict.py", 'title = f"Жол {number}"'),
    ("QC005", "app/web/letters/verdict.py", "house = open_house()"),
    ("QC005", "docs/architecture.md", "Whoever leaves is told"),
    ("QC006", "app/live/hub.py", 'log.warning("a job of ours failed")'),
    ("QC006", "app/live/hub.py", 'log.info(f"job_{name}")'),
    ("QC007", "docs/photos.md", LONG),
    ("QC007", "frontend/src/App.svelte", LONG),
    ("QC008", "app/live/hub.py", "x = 1  # noqa: E501"),
    ("QC008", "app/live/hub.py", "x = 1  # noqa"),
    ("QC008", "app/live/hub.py", "x = 1  # type: ignore[misc]"),
    ("QC009", "app/live/hub.py", "x = 1\n" * 301),
    ("QC013", "frontend/src/App.svelte", "<br />\n" * 201),
    ("QC010", "docs/deploying.md", "cd " + "/".join(("", "root", "qala"))),
    ("QC010", "docs/deploying.md", "https://" + ".".join(("files", "packages", "example"))),
    ("QC010", "docs/deploying.md", "https://packages.example:8080/mirror" + "/simple"),
    ("QC012", "tests/unit/live/test_hub.py", "hub._listeners.clear()"),
    ("QC012", "tests/unit/live/test_hub.py", "hub._leader.retry_seconds = 1"),
    ("QC012", "tests/unit/live/test_hub.py", "from app.live.hub import _Listener, _fold"),
    ("QC012", "tests/unit/live/test_hub.py", "from app.commands.requests import _step"),
    ("QC012", "tests/unit/live/test_hub.py", "import app.commands.requests._step"),
    ("QC012", "tests/unit/live/test_hub.py", 'patch.setattr("app.live.hub._fold", fold)'),
    ("QC014", "migrations/0099_x.py", 'UP = "CREATE INDEX one ON event (kind)"'),
    ("QC014", "migrations/0099_x.py", 'UP = f"CREATE UNIQUE INDEX {name} ON service_request (number)"'),
    ("QC014", "migrations/0099_x.py", 'ops.AddIndex(model_name="ServiceRequestRow", index=one)'),
    ("QC014", "migrations/0099_x.py", "operations = [online_indexes({})]"),
    ("QC012", "tests/faults/service.py", "class One:\n    def f(self, other): self.x = other._x"),
]
ALLOWED = [
    ("QC001", "app/commands/requests/work.py", "from app.models import Account\nAccount.create(name='x')"),
    ("QC001", "app/queries/map/city_map.py", 'rows("SELECT name FROM city")'),
    ("QC001", "app/queries/map/city_map.py", "counts.update(found)"),
    ("QC002", "app/models/photos/photo.py", 'row("SELECT 1")'),
    ("QC002", "app/commands/requests/work.py", '"""SELECT is what this docstring is about."""'),
    ("QC002", "app/commands/requests/work.py", 'raise ValueError("Update your password")'),
    ("QC003", "app/domain/requests/lifecycle.py", "done = status is Status.DONE"),
    ("QC003", "app/commands/requests/work.py", "change(status=Status.DONE)"),
    ("QC004", "app/data/demo.py", 'name = "Алматы"'),
    ("QC004", "app/web/letters/verdict.py", 'def f():\n    """Тұрғын is what the public reads."""'),
    ("QC005", "docs/architecture.md", "The household waste of a plane desktop"),
    ("QC006", "app/live/hub.py", 'log.warning("job_failed", job=name)'),
    ("QC007", "frontend/package-lock.json", LONG),
    ("QC008", "app/live/hub.py", "x = 1  # noqa: E501 - a table that must not be broken"),
    ("QC008", "app/live/hub.py", "x = 1  # type: ignore[misc] # the stubs are wrong about x"),
    ("QC009", "app/live/hub.py", "x = 1\n" * 300),
    ("QC013", "frontend/src/App.svelte", "<br />\n" * 200),
    ("QC013", "frontend/src/i18n/moment.ts", "\n" * 201),
    ("QC010", "docs/deploying.md", "cd /srv/qala"),
    ("QC012", "app/live/hub.py", "hub._listeners.clear()"),
    ("QC012", "tests/unit/live/test_hub.py", "class One:\n    def f(self): self._x = 1\nOne()._x = 2"),
    ("QC012", "tests/unit/live/test_hub.py", "os._exit(0)"),
    ("QC012", "tests/unit/live/test_hub.py", "point._replace(x=1)._asdict()"),
    ("QC012", "tests/unit/live/test_hub.py", "hub.__class__.__name__"),
    ("QC012", "tests/unit/live/test_hub.py", "hub._listeners.clear()  # rule: QC012 the library names it"),
    ("QC003", "app/queries/map/city_map.py", "done = status is Status.DONE  # rule: QC003 the demo shows one status"),
    ("QC014", "migrations/0099_x.py", 'UP = "CREATE INDEX one ON city (name)"'),
    ("QC014", "migrations/0031_growth.py", 'UP = "CREATE INDEX one ON event (kind)"'),
    ("QC014", "migrations/0099_x.py", "class M:\n    atomic = False\n    operations = [online_indexes({})]"),
]


def violations(code: str, path: str, text: str) -> list[str]:
    """What the rule of this code says of a file."""
    (rule,) = (rule for rule in RULES if rule.code == code)
    return [str(violation) for violation in rule.violations(SourceFile(path, text))]


@pytest.mark.parametrize(("code", "path", "text"), BROKEN)
def test_rule_finds_what_it_forbids(code, path, text):
    """With the place and the code."""
    found = violations(code, path, text)

    assert found
    assert found[0].startswith(f"{path}:")
    assert code in found[0]


@pytest.mark.parametrize(("code", "path", "text"), ALLOWED)
def test_rule_lets_pass_what_it_allows(code, path, text):
    """Including what a comment exempts with a reason."""
    assert violations(code, path, text) == []


def test_every_rule_is_tried():
    """A rule without a broken example could be one that never finds anything."""
    assert {rule.code for rule in RULES} == {code for code, _, _ in BROKEN}


def test_every_rule_has_a_page_that_begins_with_its_code():
    """And there is no page without a rule."""
    pages = {rule.page: rule.code for rule in RULES} | {packages.PAGE: packages.CODE}

    assert {f"docs/rules/{path.name}" for path in (ROOT / "docs/rules").glob("qc*.md")} == set(pages)
    for page, code in pages.items():
        assert (ROOT / page).read_text().startswith(f"# {code}: "), page


def test_an_exemption_without_a_reason_does_not_count():
    """The reason is what the next reader needs."""
    assert violations("QC003", "app/queries/map/city_map.py", "done = status is Status.DONE  # rule: QC003")


def test_a_module_that_no_layer_names_is_found(tmp_path):
    """A new package must take its place in the contract."""
    (tmp_path / "app" / "telegram").mkdir(parents=True)
    (tmp_path / "app" / "telegram" / "__init__.py").touch()
    (tmp_path / "app" / "errors.py").touch()
    contract = '[tool.importlinter]\ncontracts = [{layers = ["schema", "app.errors | app.clock"]}]\n'
    (tmp_path / "pyproject.toml").write_text(contract.replace("[tool.importlinter]\n", "[tool.importlinter]\n"))

    assert [violation.message for violation in packages.outside_contract(tmp_path)] == [
        "app.telegram stands in no layer of the import contract"
    ]
