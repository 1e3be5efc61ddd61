"""A Vim in a terminal of its own, used as a user uses it: keys are typed into it, and what it shows is read.

Vim connects to a channel (`:help channel`) when it starts, by which its expressions are evaluated from outside while it
waits for keys: nothing is fed to it, so menus, timers and popups behave as they do in front of a user.
"""

import fcntl
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import termios
import threading
import time

# How long one thing may take, in seconds. No passing test waits this long.
LIMIT = 15
ROWS, COLUMNS = 40, 120


def string(text):
    """The text as a string in a Vim expression."""
    return "'" + text.replace("'", "''") + "'"


class Failure(Exception):
    """What a test found wrong."""


def wait(what, predicate, limit=LIMIT):
    """Waits until the predicate answers something true, and answers that."""
    end = time.monotonic() + limit
    while True:
        result = predicate()
        if result:
            return result
        if time.monotonic() > end:
            raise Failure(f"waited in vain for {what}")
        time.sleep(0.02)


def is_running(process):
    """Whether a process runs. One that has ended, and only waits for its parent to notice, does not."""
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def servers_in(folder):
    """The processes that run the server of a folder, whoever is their parent."""
    server = os.path.join(folder, "http-status-lsp")
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            if os.readlink(f"/proc/{entry}/exe") == server and is_running(entry):
                found.append(int(entry))
        except OSError:
            pass  # Ended meanwhile, or not ours to see.
    return sorted(found)


class Editor:
    def __init__(self, vim, environment, folder, arguments=()):
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        connect = f"let g:test_channel = ch_open('127.0.0.1:{port}')"
        self.process = subprocess.Popen(
            [vim, "-n", "-i", "NONE", "--cmd", connect, *arguments],
            stdin=inner, stdout=inner, stderr=inner, cwd=folder, env=environment, start_new_session=True,
        )
        os.close(inner)
        self.terminal = terminal
        self.home = environment["HOME"]
        # A terminal that nobody reads blocks the program that writes into it.
        threading.Thread(target=self._drain, daemon=True).start()
        listener.settimeout(LIMIT)
        try:
            self.channel, _ = listener.accept()
        except TimeoutError:
            self.kill()
            raise Failure("Vim did not start") from None
        listener.close()
        self.channel.settimeout(LIMIT)
        self.received = ""
        self.last = 0
        # Vim evaluates while it still starts.
        wait("Vim to have started", lambda: self.expr("v:vim_did_enter"))

    def _drain(self):
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            pass  # The other end is closed.

    # What goes over the channel

    def _send(self, message):
        self.channel.sendall(json.dumps(message).encode())

    def expr(self, expression):
        """The value of an expression."""
        self.last -= 1
        self._send(["call", "eval", [expression], self.last])
        decoder = json.JSONDecoder()
        while True:
            self.received = self.received.lstrip()
            if self.received:
                try:
                    (number, value), end = decoder.raw_decode(self.received)
                except json.JSONDecodeError:
                    pass  # Not all of it is here.
                else:
                    self.received = self.received[end:]
                    if number == self.last:
                        if value == "ERROR":
                            raise Failure(f"Vim cannot evaluate {expression}: {self.messages()[-300:]}")
                        return value
                    continue
            try:
                data = self.channel.recv(65536)
            except TimeoutError:
                raise Failure(f"Vim does not answer to {expression}") from None
            if not data:
                raise Failure(f"Vim ended before it answered to {expression}")
            self.received += data.decode()

    def run(self, command):
        """What an Ex command prints."""
        return self.expr(f"execute({string(command)})")

    def type(self, keys):
        """Types keys as they come from a keyboard."""
        os.write(self.terminal, keys.encode())

    # What it shows

    def line(self):
        return self.expr("getline('.')")

    def file(self):
        return self.expr("expand('%:p')")

    def messages(self):
        return self.run("messages")

    def screen(self):
        """What stands on the screen, line by line."""
        self.run("redraw")
        rows = "map(range(1, &lines), {_, row -> join(map(range(1, &columns), {_, column -> screenstring(row, column)}), '')})"
        return [row.rstrip() for row in self.expr(rows)]

    def popup(self):
        """The text of the popup windows that are shown; nothing where there is none."""
        return self.expr(
            "join(map(filter(popup_list(), {_, id -> popup_getpos(id).visible}),"
            " {_, id -> join(getbufline(winbufnr(id), 1, '$'), \"\\n\")}), \"\\n\")"
        )

    def menu(self):
        """The words in the completion menu; nothing where it is closed."""
        return self.expr("pumvisible() ? map(complete_info(['items']).items, {_, item -> item.word}) : []")

    # What a user does

    def normal_mode(self):
        self.type("\x1c\x0e")
        wait("normal mode", lambda: self.expr("mode(1)") == "n")

    def open(self, path):
        self.normal_mode()
        self.run("edit! " + path)

    def put_cursor_on(self, text):
        self.expr("cursor(1, 1)")
        if not self.expr(f"search({string(chr(92) + 'V' + text)}, 'cW')"):
            raise Failure(f"{text} is not in the file")

    def insert_behind(self, text):
        self.put_cursor_on(text)
        self.type(f"{len(text) - 1}la" if len(text) > 1 else "a")
        wait("insert mode", lambda: self.expr("mode()") == "i")

    # Ending

    def left_behind(self):
        """The processes that run with this Vim's home, whoever is their parent now. Vim itself is not among them."""
        home = f"HOME={self.home}".encode()
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == self.process.pid:
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as environment:
                    if home in environment.read().split(b"\0") and is_running(entry):
                        found.append(int(entry))
            except OSError:
                pass  # Ended meanwhile, or not ours to see.
        return found

    def quit(self):
        """Ends Vim as a user does, and answers its exit code."""
        self.normal_mode()
        self.type(":qall!\r")
        try:
            return self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            raise Failure("Vim does not end") from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for process in self.left_behind():
            os.kill(process, signal.SIGKILL)
