"""One request over a socket, and what the response must be. No HTTP library stands between: it would repair faults."""

import socket
from dataclasses import dataclass, replace

from lines import Case

# Seconds without a byte after which a response counts as broken.
PATIENCE = 10


@dataclass
class Response:
    status: int
    # Names in lower case, in the order of the response.
    headers: list[tuple[str, str]]
    body: bytes
    # Statuses of the 1xx responses before it.
    interim: list[int]

    def values(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header == name.lower()]


def exchange(port: int, path: str) -> bytes:
    """Sends `GET` and reads all that the server sends until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.settimeout(PATIENCE)
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def get(port: int, path: str) -> Response:
    received = exchange(port, path)
    interim = []
    while True:
        head, separator, received = received.partition(b"\r\n\r\n")
        if not separator:
            raise ValueError(f"no end of the header section in {head[:80]!r}")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        version, _, rest = status_line.partition(" ")
        if not version.startswith("HTTP/1.") or not rest[:3].isdecimal() or rest[3:4] not in ("", " "):
            raise ValueError(f"not a status line: {status_line!r}")
        status = int(rest[:3])
        if status >= 200:
            break
        interim.append(status)
    pairs = (line.partition(":") for line in lines)
    headers = [(name.lower(), value.strip()) for name, _, value in pairs]
    response = Response(status, headers, received, interim)
    if response.values("transfer-encoding") == ["chunked"] and not has_no_body(status):
        response.body = unchunked(received)
    return response


def has_no_body(status: int) -> bool:
    """RFC 9110, 6.4.1: a response of these statuses ends with its header section."""
    return status < 200 or status in (204, 304)


def unchunked(received: bytes) -> bytes:
    body = b""
    while True:
        size, _, received = received.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            return body
        body, received = body + received[:length], received[length + 2 :]


def faults(case: Case, response: Response) -> list[str]:
    """What the response lacks of what the line claims."""
    found = []
    if case.code < 200:
        if response.interim != [case.code]:
            found.append(f"interim responses {response.interim}, not {case.code}")
        return found
    if response.status != case.code:
        found.append(f"status {response.status}")
    if response.interim:
        found.append(f"interim responses {response.interim}")
    if case.header:
        found += header_faults(case, response)
    if case.variant == "empty" or has_no_body(case.code):
        if response.body:
            found.append(f"a body: {response.body[:60]!r}")
        if case.code == 204 and (response.values("content-length") or response.values("transfer-encoding")):
            found.append("204 with the length of a body")
    elif case.message and case.message.encode() not in response.body:
        found.append(f"no message in the body: {response.body[:60]!r}")
    return found


def header_faults(case: Case, response: Response) -> list[str]:
    values = response.values(case.header)
    if not values:
        return [f"no {case.header}"]
    if len(values) > 1:
        return [f"{case.header} more than once: {values}"]
    # A framework may make the target absolute, and a library that knows the methods computes `Allow`.
    is_absolute = case.header == "Location" and values[0].endswith(case.value)
    if case.states_value and values[0] != case.value and not is_absolute:
        return [f"{case.header}: {values[0]}"]
    return []


def blind_spots(case: Case, response: Response) -> list[str]:
    """What `faults` would overlook in a response that is right: each change to it must be a fault."""
    other = 418 if response.status != 418 else 419
    changed = {"status": replace(response, status=other)}
    if case.code < 200:
        changed = {"interim": replace(response, interim=[])}
    if case.header:
        left = [header for header in response.headers if header[0] != case.header.lower()]
        changed["header"] = replace(response, headers=left)
    if case.code >= 200 and (case.variant == "empty" or has_no_body(case.code)):
        changed["body"] = replace(response, body=b"text")
    elif case.message:
        changed["message"] = replace(response, body=b"")
    return [what for what, wrong in changed.items() if not faults(case, wrong)]
