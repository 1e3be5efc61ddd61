#!/usr/bin/env python3
"""A language server that says the same everywhere, to stand for whatever else serves a buffer."""

import json
import sys


def receive():
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if not length:
        sys.exit(0)
    return json.loads(sys.stdin.buffer.read(length))


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


ANSWERS = {
    "initialize": {
        "capabilities": {"textDocumentSync": 1, "hoverProvider": True, "completionProvider": {}, "definitionProvider": True},
        "serverInfo": {"name": "other"},
    },
    "textDocument/hover": {"contents": {"kind": "plaintext", "value": "the other server's words"}},
    "textDocument/completion": [{"label": "otherName"}, {"label": "otherThing"}],
}


def main():
    while True:
        message = receive()
        method = message.get("method")
        if method == "exit":
            return
        if "id" not in message or method is None:
            continue
        result = ANSWERS.get(method)
        if method == "textDocument/definition":
            start = {"line": 0, "character": 0}
            result = [{"uri": message["params"]["textDocument"]["uri"], "range": {"start": start, "end": start}}]
        send({"id": message["id"], "result": result})


main()
