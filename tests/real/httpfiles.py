"""The lines of `.http` files, which send a request and look at the response: run with httpYac."""

import http.server
import json
import os
import subprocess
import threading
from pathlib import Path

import install
import lines

SECTION = {"npm": ["httpyac@6.16.7"]}
# Which files assert something. The REST Client has no assertions, so only the request is looked at.
LIBRARIES = {"http-httpyac": True, "http-jetbrains": True, "http-rest-client": False}
ADDRESS = "http://localhost:8080/path"


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address) -> None:
        """A request for another path, as after a redirect, counts as one too many."""


class Handler(http.server.BaseHTTPRequestHandler):
    """`/<status>/<header>` sends the status, and the header that it needs if `header` is 1."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.paths.append(self.path)
        status, has_header = map(int, self.path.split("/")[1:3])
        self.send_response(status, "Status")
        name, value = self.server.headers.get(status, ("", ""))
        if name and has_header:
            self.send_header(name, value)
        body = b"" if status in (204, 304) else b"text"
        if body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        pass


def check(name: str, section: dict, names: Path) -> tuple[list[str], str]:
    install.install(name, SECTION)
    server = Server(("127.0.0.1", 0), Handler)
    server.lock, server.paths, server.headers = threading.Lock(), [], lines.headers(names)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found, counts = [], []
    try:
        for library, asserts in LIBRARIES.items():
            cases = lines.cases(names, library)
            found += faults(name, library, cases, asserts, server)
            counts.append(f"{library}: {len({case.table for case in cases})} lines, {len(cases)} requests")
    finally:
        server.shutdown()
        server.server_close()
    return found, "; ".join(counts)


def faults(name: str, library: str, cases: list[lines.Case], asserts: bool, server) -> list[str]:
    found = []
    server.paths.clear()
    summary = run(name, library, cases, server, lambda case: (case.code, 1))
    if len(server.paths) != len(cases):
        found.append(f"{library}: {len(server.paths)} requests of {len(cases)}")
    if noticed(summary):
        found.append(f"{library}: {summary}")
    if not asserts:
        return found
    # The same file against a server that sends another status, and against one that sends no header.
    other = run(name, library, cases, server, lambda case: (418 if case.code != 418 else 419, 1))
    if noticed(other) != len(cases):
        found.append(f"{library}: another status is noticed in {other} of {len(cases)} requests")
    needing = [case for case in cases if case.header]
    without = run(name, library, needing, server, lambda case: (case.code, 0))
    if noticed(without) != len(needing):
        found.append(f"{library}: a missing header is noticed in {without} of {len(needing)} requests")
    return found


def noticed(summary: dict) -> int:
    """Requests whose assertions fail. Outside of a test they end the script with an error."""
    return summary["failedRequests"] + summary["erroredRequests"]


def run(name: str, library: str, cases: list[lines.Case], server, response) -> dict:
    """Runs a file with all cases, and gives httpYac's summary."""
    folder = install.HOME / name / library
    folder.mkdir(exist_ok=True)
    parts = []
    for case in cases:
        status, has_header = response(case)
        parts.append(case.line.replace(ADDRESS, f"http://127.0.0.1:{server.server_port}/{status}/{has_header}"))
    (folder / "lines.http").write_text("\n\n".join(parts) + "\n")
    program = install.HOME / name / "node_modules" / ".bin" / "httpyac"
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    with (folder / "out.json").open("w") as out:
        command = [str(program), "send", "lines.http", "--all", "--json"]
        done = subprocess.run(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.PIPE, text=True)
    try:
        return json.loads((folder / "out.json").read_text())["summary"]
    except ValueError:
        raise install.Failed(f"{library}: {done.stderr[-2000:]}") from None
