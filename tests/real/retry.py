"""The retry code of HTTP clients, run against a server that asks for waits of all kinds."""

import http.server
import json
import re
import shlex
import subprocess
import threading
import time
import tomllib
from email.utils import formatdate
from itertools import count
from pathlib import Path

import install
import lines
import programs

# Seconds for one run of a client. It does not sleep: the template replaces its `sleep` and records the waits.
PATIENCE = 120
# What the lines of `[[check]]` leave to their reader.
PLACEHOLDER = re.compile(r"(?<!\S)(// |# )?\.\.\.")


def date(seconds: float) -> str:
    return formatdate(time.time() + seconds, usegmt=True)


# What the server puts into `Retry-After`, and the least and the most that a client may wait then, in seconds.
# None stands for the fallback: delays that double.
KINDS = {
    "seconds": (lambda: "3", (3, 3)),
    "zero": (lambda: "0", (0, 0)),
    "day": (lambda: "86400", (60, 60)),
    "date": (lambda: date(30), (27, 30)),
    "past": (lambda: date(-3600), (0, 0)),
    "year": (lambda: date(365 * 86400), (60, 60)),
    "invalid": (lambda: "soon", None),
    "negative": (lambda: "-5", None),
    "fraction": (lambda: "1.5", None),
    "nothing": (lambda: None, None),
}
ATTEMPTS = 4


class Server(http.server.ThreadingHTTPServer):
    """The server, with the number of responses that it has sent for each path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock, self.seen = threading.Lock(), {}

    def handle_error(self, request, client_address) -> None:
        """Clients may reset connections. Their output tells what went wrong."""


class Handler(http.server.BaseHTTPRequestHandler):
    """`/<status>/<kind>/<times>/<id>` sends the status so many times, and then 200."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, kind, times = self.path.split("/")[1:4]
        with self.server.lock:
            seen = self.server.seen[self.path] = self.server.seen.get(self.path, 0) + 1
        self.send_response(int(status) if seen <= int(times) else 200)
        if (value := KINDS[kind][0]()) is not None:
            self.send_header("Retry-After", value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments) -> None:
        pass


def check(name: str, client: dict, names: Path) -> tuple[list[str], str]:
    """Runs one client: first its code, then with another header, which must fail."""
    data = tomllib.loads((names / f"{client['library']}.toml").read_text())
    if "retry" not in data:
        raise ValueError(f"{client['library']} has no [retry]")
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        base, ids = f"http://127.0.0.1:{server.server_port}", count()
        found, runs = outcome(name, client, names, data, data["retry"]["code"], base, ids)
        old, new = client.get("other_header", ["Retry-After", "X-Other"])
        if old not in data["retry"]["code"]:
            raise ValueError(f"no {old} in the code to replace")
        wrong, _ = outcome(name, client, names, data, data["retry"]["code"].replace(old, new), base, ids)
        # Without the header all kinds wait alike, so those whose wait is not the fallback must fail.
        unnoticed = {kind for kind, (_, wait) in KINDS.items() if wait} - {fault.split()[1] for fault in wrong}
        found += [f"wrong code passes for {kind}" for kind in sorted(unnoticed)]
    finally:
        server.shutdown()
        server.server_close()
    return found, f"{len(data['retry']['code'].strip().splitlines())} lines of retry code, {runs} requests"


def outcome(name: str, client: dict, names: Path, data: dict, code: str, base: str, ids) -> tuple[list[str], int]:
    sleep, record = client["sleep"]
    if sleep not in code:
        raise ValueError(f"no {sleep} in the code to replace")
    values = {
        "imports": "\n".join(data["retry"]["imports"]),
        "code": code.strip("\n").replace(sleep, record),
        "call": data["retry"]["line"],
        "check": checked(name, client, names, data),
    }
    program = programs.Program(name, client, [], values)
    runs = [(status, kind, ATTEMPTS + 5) for status in (429, 503) for kind in KINDS]
    runs += [(429, "seconds", 2), (503, "seconds", 1), (200, "seconds", 0)]
    runs += [(status, "seconds", ATTEMPTS + 5) for status in (500, 404)]
    urls = [f"{base}/{status}/{kind}/{times}/{next(ids)}" for status, kind, times in runs]
    options = {"cwd": program.folder, "env": program.environment, "timeout": PATIENCE, "text": True}
    command = program.command("start", " " + " ".join(map(shlex.quote, urls)))
    done = subprocess.run(command, capture_output=True, **options)
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or len(results) != len(runs):
        raise install.Failed(f"{len(results)} results of {len(runs)}\n{done.stderr[-3000:]}")
    return [fault for run, result in zip(runs, results) for fault in faults(*run, result)], len(runs)


def checked(name: str, client: dict, names: Path, data: dict) -> str:
    """The line that checks a response for 404, with something to see instead of the dots."""
    for check in data["check"]:
        if "codes" not in check or 404 in lines.expand(check["codes"]):
            constant = client.get("constant", "")
            if "{constant}" in check["line"] and not constant:
                raise ValueError(f"{name}: clients.toml needs the constant of 404")
            line = lines.fill(names, check["line"], 404, constant, "")
            return PLACEHOLDER.sub(lambda _: client.get("hit", "is_404 = true"), line)
    raise ValueError("no [[check]] for 404")


def faults(status: int, kind: str, times: int, result: dict) -> list[str]:
    tries = times if status in (429, 503) else 0
    waits = result["waits"]
    expected = [KINDS[kind][1]] * min(tries, ATTEMPTS - 1)
    found = []
    last = 200 if status in (429, 503) and times < ATTEMPTS else status
    if result["status"] != last:
        found.append(f"status {result['status']}, not {last}")
    if result["is_404"] != (last == 404):
        found.append("the check for 404 is wrong")
    if len(waits) != len(expected):
        found.append(f"{len(waits)} waits, not {len(expected)}")
    elif expected and expected[0] is None:
        doubled = [waits[0] * 2**attempt for attempt in range(len(waits))]
        if waits[0] not in (1, 2) or waits != doubled:
            found.append(f"waits {waits} do not double")
    elif any(not least <= wait <= most for wait, (least, most) in zip(waits, expected)):
        found.append(f"waits {waits}, not {expected}")
    return [f"{status} {kind} {times} times: {fault}" for fault in found]
