"""Programs made of a template and the lines of a library, and the commands that build and start them."""

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import install
from lines import Case

TEMPLATES = Path(__file__).resolve().parent / "templates"
# Seconds for a server to accept its first connection.
START = 120


def rendered(template: str, cases: list[Case], values: dict[str, str]) -> str:
    """The template with its blocks repeated for each case. Each line keeps the indentation of its placeholder."""
    written: list[str] = []
    block: list[str] | None = None
    variants: list[str] = []
    for row in template.splitlines():
        if begin := re.search(r"<<case([ a-z]*)>>", row):
            block, variants = [], begin[1].split()
        elif "<<end>>" in row:
            chosen = [case for case in cases if not variants or case.variant in variants]
            written += [with_values(row, case_values(case)) for case in chosen for row in block]
            block = None
        elif block is not None:
            block.append(row)
        else:
            written.append(with_values(row, values))
    return "\n".join(written) + "\n"


def case_values(case: Case) -> dict[str, str]:
    values = {key: str(getattr(case, key)) for key in ("id", "code", "path", "message", "value", "line")}
    return values | {"imports": "\n".join(case.imports)}


def with_values(row: str, values: dict[str, str]) -> str:
    indentation = re.match(r"\s*", row)[0]
    for key, value in values.items():
        row = row.replace(f"<<{key}>>", value.replace("\n", f"\n{indentation}"))
    return row


class Program:
    """What a section of `frameworks.toml` or `clients.toml` describes, installed and written to its folder."""

    def __init__(self, name: str, section: dict, cases: list[Case], values: dict[str, str]) -> None:
        self.name, self.section, self.values = name, section, values
        install.install(name, section)
        self.is_debian = "debian" in section
        self.home = install.HOME / name
        self.folder = install.ROOT / "real" / name if self.is_debian else self.home / "program"
        for file, template in section["files"].items():
            path = self.folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rendered((TEMPLATES / template).read_text(), cases, values))
        paths = f"{self.home}/python/bin:{self.home}/node_modules/.bin:{os.environ['PATH']}"
        # Requests to this machine must not take a detour.
        proxies = {name for name in os.environ if name.lower().endswith("_proxy")}
        self.environment = {name: value for name, value in os.environ.items() if name not in proxies}
        self.environment |= {"PATH": paths, "CARGO_TARGET_DIR": str(install.HOME / "cargo")}
        if "build" in section:
            # A build may fetch packages, so it keeps what the environment says of proxies.
            environment = {**os.environ, **self.environment}
            install.run(self.command("build"), cwd=self.folder, env=environment)

    def command(self, key: str, arguments: str = "") -> list[str]:
        text = self.section[key].replace("{port}", self.values.get("port", "")) + arguments
        return install.inside(f"/real/{self.name}", text) if self.is_debian else ["sh", "-c", text]


class Server:
    """A program that listens, until it is stopped."""

    def __init__(self, program: Program, port: int) -> None:
        self.port = port
        self.ready = program.section.get("ready", "")
        self.log = program.home / "server.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("w") as log:
            options = {"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL, "start_new_session": True}
            options |= {"cwd": program.folder, "env": program.environment}
            self.process = subprocess.Popen(program.command("start"), **options)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + START
        while True:
            try:
                if self.ready not in self.log.read_text(errors="replace"):
                    raise OSError("not ready")
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise install.Failed(f"does not listen:\n{self.log.read_text(errors='replace')[-3000:]}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
