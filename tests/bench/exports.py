"""Time, memory and size of exports: ``python -m tests.bench.exports 10000 100000``.

Each file is written by a ``qala export`` of its own on an embedded PostgreSQL with so many requests of one city, each
with an author; half have an executor, and every third one a photo.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import asyncpg

from app.cli.engines import prepare
from app.embedded import embedded
from app.models.database import asyncpg_dsn
from tests.conftest import temporary_home

FORMATS = ("csv", "geojson", "xlsx")
_FILL = (
    "TRUNCATE photo, service_request, account CASCADE",
    """
    INSERT INTO account (id, email, password_hash, name, given_name, role, city_id, locale, created_at, approved_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'p' || n || '@example.kz', '-', 'Айгүл Нұрлан ' || n, 'Айгүл',
        CASE WHEN n <= 200 THEN 'EXECUTOR' ELSE 'CITIZEN' END, 'almaty', 'KK', now(), now()
    FROM generate_series(1, 20000) AS n
    """,
    """
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, author_id, executor_id, created_at, updated_at, started_at, done_at, promised_at, due_at, policy_id,
        policy_version, search_text, tile_x, tile_y)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'ALM-' || lpad(n::text, 7, '0'), 'almaty', 'pothole',
        'Абай даңғылы ' || n % 300, 'Жолда терең шұңқыр бар, көлік өте алмайды, тезірек жөндеңіздерші ' || n,
        43.2 + n % 1000 * 0.0001, 76.8 + n % 997 * 0.0002, CASE WHEN n % 2 = 0 THEN 'DONE' ELSE 'ACCEPTED' END, 1,
        lpad(to_hex(201 + n % 19000), 32, '0')::uuid,
        CASE WHEN n % 2 = 0 THEN lpad(to_hex(1 + n % 200), 32, '0')::uuid END,
        now() - n * interval '30 seconds', now(), CASE WHEN n % 2 = 0 THEN now() - n * interval '20 seconds' END,
        CASE WHEN n % 2 = 0 THEN now() - n * interval '10 seconds' END, now(), now(), 'pothole', 1, '-', 1, 1
    FROM generate_series(1, $1::int) AS n
    """,
    "ANALYZE",
)


async def _fill(database_url: str, size: int) -> None:
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        for statement in _FILL:
            await connection.execute(statement, *([size] if "$1" in statement else []))
    finally:
        await connection.close()


def _export(file: Path, environment: dict[str, str]) -> tuple[float, float, float]:
    """Write one file; return seconds, seconds of CPU, and the most megabytes of memory of the process."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "app.cli", "export", str(file), "--city", "almaty", "--personal"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the export of {file.name} failed")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure all formats at the sizes that the arguments name."""
    home = temporary_home()
    try:
        with embedded(home) as engines:
            assert engines.database_url is not None
            assert engines.redis_url is not None
            asyncio.run(prepare(engines.database_url))
            environment = {
                **os.environ,
                "DATABASE_URL": engines.database_url,
                "REDIS_URL": engines.redis_url,
                "QALA_HOME": str(home / "home"),
            }
            print("| requests | format | s | s of CPU | memory MB | file MB |\n|---|---|---|---|---|---|")
            for size in map(int, sys.argv[1:] or ["10000", "100000"]):
                asyncio.run(_fill(engines.database_url, size))
                for kind in FORMATS:
                    file = home / f"requests.{kind}"
                    seconds, cpu, memory = _export(file, environment)
                    written = file.stat().st_size / 1e6
                    print(
                        f"| {size:,} | {kind} | {seconds:.1f} | {cpu:.1f} | {memory:.0f} | {written:.1f} |", flush=True
                    )
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
