"""What a user of Kate does with the server, done in a real Kate. `run.sh` starts this."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

SCRATCH = Path(os.environ["HTTP_STATUS_SCRATCH"])
HERE = Path(__file__).parent
CONFIG = Path(os.environ["XDG_CONFIG_HOME"])
LIMIT = 15  # seconds that one thing may take; no passing test waits this long

passed = failed = 0


def check(name, body):
    global passed, failed
    try:
        body()
    except Exception as problem:  # Whatever goes wrong fails this one test.
        failed += 1
        print(f"not ok - {name}: {type(problem).__name__} {problem}", flush=True)
    else:
        passed += 1
        print(f"ok - {name}", flush=True)


def equal(wanted, found):
    assert wanted == found, f"wanted {wanted!r}, found {found!r}"


def contains(text, wanted):
    assert wanted in text, f"{wanted!r} is not in {text!r}"


def wait(what, predicate):
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        found = predicate()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}; windows {titles()}")


def xdotool(*arguments):
    return subprocess.run(["xdotool", *arguments], capture_output=True, text=True).stdout


def titles():
    return [xdotool("getwindowname", window).strip() for window in xdotool("search", "--onlyvisible", "--name", " ").split()]


def messages(file):
    """The messages that were written down in a file, each behind its length."""
    path = SCRATCH / file
    data = path.read_bytes() if path.exists() else b""
    found = []
    while header := re.match(rb"(?:[^\r\n]+\r\n)*?Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n", data):
        end = header.end() + int(header.group(1))
        if end > len(data):
            break
        found.append(json.loads(data[header.end() : end]))
        data = data[end:]
    return found


def said(method):
    return [message for message in messages("said") if message.get("method") == method]


def answers(method):
    """The results of all requests with this method that were answered. Those that Kate took back are left out."""
    heard = {message["id"]: message["result"] for message in messages("heard") if "id" in message and "result" in message}
    return [heard[message["id"]] for message in said(method) if message["id"] in heard]


def servers():
    """The ids of the running servers of these tests."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            runs = (folder / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            if runs and os.readlink(folder / "exe") == str(SCRATCH / "server/http-status-lsp"):
                found.append(int(folder.name))
        except OSError:
            pass
    return found


def write(name, text):
    path = SCRATCH / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def write_configuration(servers_of_user):
    """A Kate whose plugin is on, and whose user has said that the program may be run."""
    shutil.rmtree(CONFIG, ignore_errors=True)
    folder = CONFIG / "kate/lspclient"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps(servers_of_user))
    (CONFIG / "katerc").write_text(
        "[General]\nShow welcome view for new window=false\n[Kate Plugins]\nlspclientplugin=true\n"
        f"[lspclient]\nAllowedServerCommandLines={SCRATCH}/bin/http-status-lsp\n"
    )


class Kate:
    def __init__(self, path):
        for file in ("said", "heard"):
            (SCRATCH / file).unlink(missing_ok=True)
        self.process = subprocess.Popen(["kate", "--new", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait("the window", lambda: self.shows(os.path.basename(path)))
        wait("the file to be told", lambda: said("textDocument/didOpen"))

    def shows(self, file):
        return any(title.startswith(file) for title in titles())

    def key(self, *keys):
        xdotool("key", "--delay", "40", *keys)

    def windows(self):
        return len(xdotool("search", "--onlyvisible", "--pid", str(self.process.pid)).split())

    def put_cursor(self, line, column):
        self.key("Escape", "ctrl+Home", *["Down"] * line, *["Right"] * column)

    def menu(self, letter):
        """Chooses an entry of the menu "LSP Client" by its underlined letter."""
        before = self.windows()
        self.key("alt+l")
        wait("the menu", lambda: self.windows() > before)
        self.key(letter)
        wait("the menu to close", lambda: self.windows() <= before + 1)

    def answer_to(self, method, ask):
        before = len(answers(method))
        ask()
        wait(f"an answer to {method}", lambda: len(answers(method)) > before)
        return answers(method)[-1]

    def hover(self):
        return self.answer_to("textDocument/hover", lambda: self.menu("y"))

    def quit(self):
        self.key("Escape", "ctrl+q")
        return self.process.wait(LIMIT)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(LIMIT)


mine = json.loads((HERE / "../settings.json").read_text())
answer = write("answer.txt", "HTTP/1.1 503 Service Unavailable\nwidth: 200\nHTTP/1.1 404 \n")
# The pointer rests where there is no text, so that nothing is asked about what lies under it.
xdotool("mousemove", "1190", "890")

editor = None


def starts():
    global editor
    write_configuration(mine)
    editor = Kate(answer)
    equal(1, len(servers()))
    equal(mine["servers"]["zz-http-status"]["settings"], said("workspace/didChangeConfiguration")[-1]["params"]["settings"])


def card():
    editor.put_cursor(0, 10)
    before = editor.windows()
    hover = editor.hover()
    equal("markdown", hover["contents"]["kind"])
    for part in ["503 Service Unavailable", "\nRetry: ", "\n**Causes**: ", "\n1. ", "\n[Full card](<file://"]:
        contains(hover["contents"]["value"], part)
    wait("the card", lambda: editor.windows() > before)
    editor.key("Escape", "Home")
    wait("the card to close", lambda: editor.windows() == before)


def nothing():
    editor.put_cursor(1, 8)
    before = editor.windows()
    equal(None, editor.hover())
    equal(before, editor.windows())


def phrase():
    editor.put_cursor(2, 13)
    items = editor.answer_to("textDocument/completion", lambda: editor.key("N", "o", "ctrl+space"))
    assert items, "nothing is offered"
    wait("the list", lambda: editor.windows() > 1)
    editor.key("Return", "ctrl+s")
    wait("the file to be saved", lambda: Path(answer).read_text().splitlines()[2] == "HTTP/1.1 404 Not Found")
    # Kate 22.12 asks for nothing more, so what it shows of a chosen item came with it.
    (item,) = [item for item in items if item["label"] == "Not Found"]
    contains(item["documentation"]["value"], "404 Not Found")
    contains(item["documentation"]["value"], "Causes: ")
    contains(item["documentation"]["value"], "  1. ")


def definition():
    editor.put_cursor(0, 10)
    editor.menu("g")
    wait("the page", lambda: editor.shows("503.md"))
    wait("the page to be told", lambda: said("textDocument/didOpen")[-1]["params"]["textDocument"]["uri"].endswith("/503.md"))
    contains(said("textDocument/didOpen")[-1]["params"]["textDocument"]["text"], "\n## How to fix\n")


def leaves():
    try:
        equal(0, editor.quit())
    finally:
        editor.process.kill()
    wait("the server to end", lambda: not servers())


check("Kate starts the server for a text file and tells it the settings", starts)
check("Symbol Info on 503 shows the card", card)
check("on a width of 200 it shows nothing", nothing)
check("a phrase is completed, with its card, and inserted whole", phrase)
check("Go to Definition opens the page", definition)
check("Quit ends the editor and its server", leaves)


def other_language():
    blocks = re.findall(r"^```json\n(.*?)^```$", (HERE / "../README.md").read_text(), re.M | re.S)
    write_configuration({"servers": mine["servers"] | json.loads(blocks[1])["servers"]})
    other = Kate(write("main.go", 'package main\n\nimport "net/http"\n\nvar code = http.StatusNotFound\n'))
    equal("go", said("textDocument/didOpen")[0]["params"]["textDocument"]["languageId"])
    other.put_cursor(4, 20)
    contains(other.hover()["contents"]["value"], "404 Not Found")
    # This closes the card, too.
    other.put_cursor(4, 20)
    equal(None, other.answer_to("textDocument/definition", lambda: other.menu("g")))
    equal(1, len(said("textDocument/didOpen")))
    other.kill()
    wait("the server of the killed editor to end", lambda: not servers())


def settings():
    changed = json.loads(json.dumps(mine).replace('"hover": {"enable": true,', '"hover": {"enable": false,'))
    assert changed != mine, "the setting is not there"
    write_configuration(changed)
    other = Kate(answer)
    other.put_cursor(0, 10)
    equal(None, other.hover())
    other.menu("g")
    wait("the page", lambda: other.shows("503.md"))
    equal(0, other.quit())
    wait("the server to end", lambda: not servers())


def definition_of_a_name():
    changed = json.loads(json.dumps(mine).replace('"names": false', '"names": true'))
    assert changed != mine, "the setting is not there"
    write_configuration(changed)
    other = Kate(write("server.txt", "It returns http.StatusNotFound to the client.\n"))
    other.put_cursor(0, 20)
    other.menu("g")
    wait("the page", lambda: other.shows("404.md"))
    equal(0, other.quit())
    wait("the server to end", lambda: not servers())


check("the entry for another language serves Go, whose names it leaves alone, and a killed Kate leaves no server", other_language)
check("with definition.names the definition of a name is its page", definition_of_a_name)
check("hover.enable = false switches hovers off and definitions not", settings)

for pid in servers():
    os.kill(pid, signal.SIGKILL)
print(f"{passed} passed, {failed} failed", flush=True)
sys.exit(1 if failed else 0)
