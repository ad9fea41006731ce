"""Writes the typed keys of the catalogues, or with `--check` says what is wrong with catalogues, keys and texts."""

import argparse
import sys
from pathlib import Path

from scripts.locales.catalogues import Catalogue, faults_of, read_catalogues
from scripts.locales.generate import python, typescript
from scripts.locales.hard_coded import hard_coded_texts
from scripts.locales.usage import unused_messages

ROOT = Path(__file__).parents[2]


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Return 0 when all is well, 1 when something is wrong, which is printed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.locales", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when anything is wrong")
    check = parser.parse_args(arguments).check
    catalogues = read_catalogues(root / "locales")
    faults = faults_of(catalogues)
    if not faults:
        written = generated_files(root, catalogues)
        faults = check_all(root, catalogues, written) if check else []
        if not check:
            for path, text in written.items():
                path.write_text(text, encoding="utf-8")
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def generated_files(root: Path, catalogues: dict[str, Catalogue]) -> dict[Path, str]:
    """Return what the two generated files should hold."""
    return {
        root / "frontend/src/i18n/messages.ts": typescript(catalogues),
        root / "app/localisation/messages.py": python(catalogues),
    }


def check_all(root: Path, catalogues: dict[str, Catalogue], generated: dict[Path, str]) -> list[str]:
    """Return the faults of generated files, unused messages and texts in the code."""
    stale = [
        f"{path.relative_to(root)} is stale: run `python -m scripts.locales`"
        for path, text in generated.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    return stale + unused_messages(root, catalogues) + hard_coded_texts(root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
