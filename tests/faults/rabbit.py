"""A RabbitMQ of our own, on free ports and a folder of its own; nothing of it stays behind."""

import os
import shutil
import socket
import time
from pathlib import Path

from portal.runtime.processes import Child, free_port

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in the path wants a service of its own
START_SECONDS = 60


def is_installed() -> bool:
    return SERVER.exists() and shutil.which("epmd") is not None


class Rabbit:
    """One node; `url` is what Celery is told."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.port, mapper, distribution = free_port(), free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        environment = os.environ | {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(mapper),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"test{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        }
        (folder / "plugins").write_text("[].\n")
        self.mapper = Child("epmd", ["epmd", "-port", str(mapper), "-address", "127.0.0.1"], environment)
        self.server = Child("rabbitmq", [str(SERVER)], environment, folder, log=folder / "rabbit.log")

    def start(self) -> None:
        if self.mapper.process is None:
            self.mapper.start()
        self.server.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.server.ended() is not None or time.monotonic() > deadline:
                raise RuntimeError("RabbitMQ did not start:\n" + self.server.last_words())
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"AMQP\0\0\x09\x01")
                connection.settimeout(1)
                return connection.recv(1) == b"\x01"
        except OSError:
            return False

    def kill(self) -> None:
        self.server.kill_group()

    def end(self) -> None:
        self.server.kill_group()
        self.mapper.kill_group()
