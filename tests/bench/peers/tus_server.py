"""The server of tus, run by its own Python: tuspyserver's router on uvicorn.

tus_server.py FOLDER
"""

import socket
import sys
from importlib import import_module
from typing import Any

FASTAPI: Any = import_module("fastapi")
TUS: Any = import_module("tuspyserver")
UVICORN: Any = import_module("uvicorn")


def main() -> None:
    """Serve until SIGTERM."""
    app = FASTAPI.FastAPI()
    app.include_router(TUS.create_tus_router(files_dir=sys.argv[1]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        UVICORN.Server(UVICORN.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
