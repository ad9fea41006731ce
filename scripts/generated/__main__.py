"""Writes every generated file, or with `--check` says which are not what the code would write.

The page docs/generated.md lists the files and what each is written from.
"""

import argparse
import sys
from pathlib import Path

from app.domain.requests.diagram import lifecycle_page
from schema import schema
from scripts.generated.channels import channels_typescript
from scripts.generated.languages import languages_typescript, names_graphql
from scripts.generated.roles import roles_typescript
from scripts.generated.statuses import colours_css, statuses_typescript, work_typescript
from scripts.generated.text_limits import limits_typescript
from scripts.locales.__main__ import generated_files as files_of_catalogues
from scripts.locales.catalogues import faults_of, read_catalogues

ROOT = Path(__file__).parents[2]


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Return 0 when all is well, 1 when a catalogue has a fault or a file is stale, which is printed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.generated", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a file is stale")
    check = parser.parse_args(arguments).check
    faults = faults_of(read_catalogues(root / "locales"))
    for name, text in {} if faults else files().items():
        path = root / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            faults.append(f"{name} is stale: run `make generated`")
        else:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{name} written\n")
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def files() -> dict[str, str]:
    """Return the text that each generated file should have, by its path in the repository."""
    catalogues = read_catalogues(ROOT / "locales")
    of_catalogues = files_of_catalogues(ROOT, catalogues)
    return {
        "schema/schema.graphql": schema.printed(),
        "docs/lifecycle.md": lifecycle_page(),
        "frontend/src/i18n/languages.ts": languages_typescript(),
        "frontend/src/documents/names.graphql": names_graphql(),
        "frontend/src/domain/statuses.ts": statuses_typescript(),
        "frontend/src/domain/work.ts": work_typescript(),
        "frontend/src/styles/status.css": colours_css(),
        "frontend/src/domain/limits.ts": limits_typescript(),
        "frontend/src/domain/channels.ts": channels_typescript(),
        "frontend/src/domain/roles.ts": roles_typescript(catalogues),
        **{path.relative_to(ROOT).as_posix(): text for path, text in of_catalogues.items()},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
