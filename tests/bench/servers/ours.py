"""Our server, on the engines of the environment; prints its port. With ``LEAD`` it stamps events too."""

import os
import sys

from app.bootstrap import open_house
from app.server import listening_socket, serve
from app.settings import Settings

settings = Settings()
listener = listening_socket("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - nothing else may speak on the pipe
serve(
    settings,
    lambda: open_house(
        settings,
        database_url=os.environ["DATABASE_URL"],
        redis_url=os.environ["REDIS_URL"],
        public_url="http://bench",
        lead="LEAD" in os.environ,
    ),
    listener,
)
