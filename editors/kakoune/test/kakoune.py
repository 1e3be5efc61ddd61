"""A Kakoune, started as a user starts it and used from outside: keys are typed into it, and what it shows is read.

Kakoune can describe what it shows as JSON (`-ui json`) in place of drawing it on a terminal, and takes its keys from there."""

import json
import os
import queue
import subprocess
import threading
import time

# How long one thing may take, in seconds. No passing test waits this long.
LIMIT = 10


class Kakoune:
    def __init__(self, session, scratch, environment, *files):
        self.session = session
        self.scratch = scratch
        self.environment = environment
        self.info = None
        self.menu = None
        self.status = ""
        self.questions = 0
        self.process = subprocess.Popen(
            ["kak", "-ui", "json", "-s", session, *files],
            env=environment, cwd=scratch, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.shown = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._send("resize", [60, 160])
        self.ask("%val{bufname}")

    def _read(self):
        for line in self.process.stdout:
            self.shown.put(json.loads(line))

    def _send(self, method, params):
        print(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}), file=self.process.stdin, flush=True)

    def _take_in(self, message):
        method, params = message["method"], message["params"]
        if method == "info_show":
            self.info = "\n".join(text(line) for line in params[1])
        elif method == "info_hide":
            self.info = None
        elif method == "menu_show":
            self.menu = [text(line) for line in params[0]]
        elif method == "menu_hide":
            self.menu = None
        elif method == "draw_status" and text(params[0]):
            self.status = text(params[0])

    # What a user does

    def type(self, keys):
        """Types keys in Kakoune's notation: `gd`, `<esc>`."""
        self._send("keys", keys_of(keys))

    def open(self, path):
        """Opens a file as it is on the disk."""
        self.type(f"<esc>:edit! {path}<ret>")
        self.wait(f"{path} to open", lambda: self.file() == path)
        self.status = ""

    def put_cursor_on(self, wanted):
        """Puts the cursor on the first character of a text."""
        self.type(f"<esc>gg/\\Q{wanted}\\E<ret><a-;>;")
        self.wait(f"the cursor to be on {wanted}", lambda: self.ask("%val{selection}") == wanted[0])

    # What is shown

    def wait(self, what, predicate):
        """Waits until `predicate` answers something, and answers that."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            try:
                while True:
                    self._take_in(self.shown.get_nowait())
            except queue.Empty:
                pass
            found = predicate()
            if found:
                return found
            try:
                self._take_in(self.shown.get(timeout=0.05))
            except queue.Empty:
                pass
        raise AssertionError(f"waited in vain for {what}; shown: info {self.info!r}, menu {self.menu!r}, status {self.status!r}")

    def file(self):
        return self.ask("%val{buffile}")

    def line(self):
        """The line of the cursor, without moving it."""
        return self.ask("%val{selection}", keys=";x").rstrip("\n")

    # What goes on beneath

    def command(self, commands):
        """Runs commands in the window, as from another process. Answers without waiting for them."""
        subprocess.run(
            ["kak", "-p", self.session], env=self.environment, check=True, text=True, stderr=subprocess.DEVNULL,
            input=f"evaluate-commands -try-client client0 %§{commands}§",
        )

    def ask(self, expansion, keys=None, before="nop"):
        """The value of an expansion, after keys that are pressed in a draft, or after a command."""
        self.questions += 1
        path = os.path.join(self.scratch, f"answer-{self.session}-{self.questions}")
        write = f"{before}; echo -to-file {path}.part -- {expansion}; nop %sh{{ mv {path}.part {path} }}"
        if keys:
            write = f"evaluate-commands -draft %¶execute-keys '{keys}'; {write}¶"
        end = time.monotonic() + LIMIT
        sent = False
        while not os.path.exists(path):
            if not sent:
                try:
                    self.command(write)
                    sent = True
                except subprocess.CalledProcessError:
                    pass  # The session is not there yet.
            assert time.monotonic() < end, f"no answer to {expansion}"
            time.sleep(0.01)
        with open(path) as file:
            return file.read()


def text(line):
    """The text of a line, which Kakoune gives in pieces of one face."""
    return "".join(atom["contents"] for atom in line)


def keys_of(keys):
    found = []
    while keys:
        if keys[0] == "<":
            key, keys = keys[: keys.index(">") + 1], keys[keys.index(">") + 1 :]
        else:
            key, keys = keys[0], keys[1:]
        found.append({" ": "<space>", "-": "<minus>"}.get(key, key))
    return found
