"""What a user of Kakoune does with the server, done in a real Kakoune. `run.sh` starts this."""

import json
import os
import re
import signal
import sys
import threading
from pathlib import Path

from kakoune import Kakoune

PROJECT = Path(os.environ["HTTP_STATUS_PROJECT"])
SCRATCH = Path(os.environ["HTTP_STATUS_SCRATCH"])
HERE = Path(__file__).parent
LIFE = 180  # seconds; all tests together take a tenth of it

passed = failed = 0
editors = []


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


def write(name, text):
    path = SCRATCH / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def start(session, *files, first_on_path=None):
    environment = dict(os.environ)
    if first_on_path:
        environment["PATH"] = f"{first_on_path}:{environment['PATH']}"
    editor = Kakoune(session, str(SCRATCH), environment, *files)
    editors.append(editor)
    return editor


def processes(name):
    """The ids of the running processes of this name that were started from the scratch folder's editors."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")[0].decode()
            environment = (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, UnicodeDecodeError):
            continue
        # One that has ended, and only waits for its parent to notice, does not run.
        if os.path.basename(command) == name and str(SCRATCH).encode() in environment and state not in "ZX":
            found.append(int(folder.name))
    return found


def servers():
    return processes("http-status-lsp")


def watchdog():
    print(f"not ok - the tests took more than {LIFE} seconds", flush=True)
    end_all()
    os._exit(1)


def end_all():
    for pid in [editor.process.pid for editor in editors] + processes("kak-lsp") + servers():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


timer = threading.Timer(LIFE, watchdog)
timer.daemon = True
timer.start()

write("project/.git/HEAD", "")
write("other/.git/HEAD", "")
javascript = write("project/app.js", 'const width = 200;\nres.status(401);\n"😀"; res.status(404);\nres.sendStatus\n')
go = write(
    "other/main.go",
    'package main\n\nimport "net/http"\n\nfunc handle(w http.ResponseWriter, r *http.Request) {\n'
    '\thttp.Error(w, "no", http.StatusUnauthorized)\n\tw.WriteHeader()\n}\n',
)
notes = write("project/notes", "HTTP/1.1 503 Service Unavailable\n")
answer = write("project/answer.http", "HTTP/1.1 404 \n")

editor = start("one", javascript)


def card(key):
    """Presses a key of the LSP mode and answers the box that it opens."""
    editor.type("<esc>")
    editor.info = None
    editor.type(f"<space>l{key}")
    return editor.wait("the card", lambda: editor.info and "Retry: " in editor.info and editor.info)


def attach():
    editor.open(go)
    editor.put_cursor_on("StatusUnauthorized")
    contains(card("h"), "401 Unauthorized")
    editor.open(javascript)
    editor.put_cursor_on("401")
    contains(card("h"), "401 Unauthorized")
    equal(1, len(servers()))


check("<space> l h shows the card in JavaScript and in Go, in two projects, from one process", attach)


def attach_anywhere():
    editor.open(write("elsewhere/values.yaml", "status: 503\n"))
    editor.put_cursor_on("503")
    contains(card("h"), "503 Service Unavailable")
    editor.open(notes)
    equal("", editor.ask("%opt{filetype}"))
    editor.put_cursor_on("503")
    contains(card("h"), "503 Service Unavailable")
    editor.open(f"{SCRATCH}/project/new")
    editor.type("iHTTP/1.1 502 Bad Gateway<esc>")
    editor.put_cursor_on("502")
    contains(card("h"), "502 Bad Gateway")
    equal(1, len(servers()))


check("it is there outside of a project too, in a file without a file type, and in a new one", attach_anywhere)


def whole_card():
    editor.open(javascript)
    editor.put_cursor_on("401")
    editor.type("<space>lH")
    editor.wait("the card's buffer", lambda: editor.ask("%val{bufname}") == "*hover*")
    text = editor.ask("%val{selection}", keys="%")
    for part in ["401 Unauthorized", "RFC 9110", "Retry: ", "Causes", "\n1. ", "Send it"]:
        contains(text, part)


check("<space> l H shows the card in a buffer", whole_card)


def fits_into_the_box():
    for code in (401, 403, 404, 409, 422, 429, 502, 503, 304, 520):
        editor.open(write("project/one.http", f"HTTP/1.1 {code} \n"))
        editor.put_cursor_on(str(code))
        lines = card("h").splitlines()
        # What is longer is cut off, with a line that says so. The box has its border and the assistant beside it on 80 columns.
        assert len(lines) <= 20 and "truncated" not in lines[-1], lines
        for line in lines:
            assert len(line) <= 68, line
        contains("\n".join(lines), "\n  1. ")
        assert "Send it" in "\n".join(lines) or "Instead of" in "\n".join(lines), lines
        # The box does not show where links lead.
        for label in ("Full card", "MDN", "See also"):
            assert label not in "\n".join(lines), lines


check("the whole card fits into the box on a screen of 80 columns and 24 rows, in whole words", fits_into_the_box)


def debug_text(of):
    path = SCRATCH / f"debug-{of.session}"
    of.ask("done", before=f"evaluate-commands -buffer *debug* %{{ write -force {path} }}")
    return path.read_text()


def answer_to(method, command, of=editor):
    """Runs a command that asks the server, and answers what that says, from the log. Where it is nothing, Kakoune shows nothing."""
    before = debug_text(of).count(f'"method":"{method}"')
    of.type(f"<esc>:{command}<ret>")

    def answer():
        asked = re.findall(rf'To server http-status-lsp: .*"method":"{method}".*"id":(\d+)', debug_text(of))
        if len(asked) <= before:
            return None
        # The server's own requests have ids too.
        heard = [json.loads(line) for line in re.findall(r"From server http-status-lsp: (.*)", debug_text(of))]
        results = [message["result"] for message in heard if message.get("id") == int(asked[-1]) and "result" in message]
        return results and (results[0] or "nothing")

    return of.wait("the answer", answer)


def answer_to_hover():
    return answer_to("textDocument/hover", "lsp-hover")


def nothing():
    editor.open(javascript)
    editor.command("set-option global lsp_debug true")
    editor.put_cursor_on("401")
    contains(answer_to_hover()["contents"]["value"], "401 Unauthorized")
    editor.put_cursor_on("200")
    editor.info = None
    equal("nothing", answer_to_hover())
    equal(None, editor.info)


check("a width of 200 shows nothing", nothing)


def emoji():
    editor.open(javascript)
    editor.put_cursor_on("404")
    contains(card("h"), "404 Not Found")
    editor.type("<esc>2l")
    contains(card("h"), "404 Not Found")


check("an emoji before the code does not shift it", emoji)


def definition(path, word, keys, title="401 Unauthorized"):
    def body():
        editor.open(path)
        editor.put_cursor_on(word)
        editor.type(keys)
        editor.wait("the page", lambda: editor.file().endswith(f"/{title[:3]}.md"))
        contains(editor.file(), os.environ["XDG_CACHE_HOME"])
        page = editor.ask("%val{selection}", keys="%")
        equal(f"# {title}", page.splitlines()[0])
        contains(page, "\n## How to fix\n")

    return body


check("gd on 401 in JavaScript opens its page", definition(javascript, "401", "gd"))
check("<space> l d on 503 in a file without a file type leads to its page too", definition(notes, "503", "<space>ld", "503 Service Unavailable"))


def definition_of_a_name():
    editor.open(go)
    editor.put_cursor_on("StatusUnauthorized")
    equal("nothing", answer_to("textDocument/definition", "lsp-definition"))
    equal(go, editor.file())


check("on StatusUnauthorized in Go the definition is left to Go's own server", definition_of_a_name)


def completed(path, behind, typed, label, wanted):
    def body():
        editor.open(path)
        editor.put_cursor_on(behind)
        editor.menu = None
        editor.type(f"<esc>{len(behind) - 1}l" if len(behind) > 1 else "<esc>")
        editor.type("a" + typed)
        menu = editor.wait(
            f"a menu with {label}",
            lambda: editor.menu and any(is_for(entry, label) for entry in editor.menu) and editor.menu,
        )
        for entry in menu:
            editor.type("<c-n>")
            if is_for(entry, label):
                break
        editor.type("<esc>")
        editor.wait(f"the line {wanted!r}, not {editor.line()!r}", lambda: editor.line() == wanted)

    return body


def is_for(entry, label):
    return entry.startswith(label) and (entry + " ")[len(label)].isspace()


check("the menu opens behind http. in Go, narrows, and a pick is inserted",
      completed(go, "WriteHeader(", "http.StatusUna", "StatusUnauthorized", "\tw.WriteHeader(http.StatusUnauthorized)"))
check("the menu opens on a parenthesis in JavaScript, and a number is inserted",
      completed(javascript, "sendStatus", "(40", "403", "res.sendStatus(403"))
check("a phrase of several words is inserted whole",
      completed(answer, "404 ", "N", "Not Found", "HTTP/1.1 404 Not Found"))


def change(before, after):
    """Changes a setting for all files, as the README tells."""
    text = editor.ask("%opt{http_status_server}")
    contains(text, before)
    editor.command("set-option global http_status_server '" + text.replace(before, after) + "'")
    editor.wait("the setting", lambda: after in editor.ask("%opt{lsp_servers}"))


def settings_hold():
    editor.open(javascript)
    change("hover.enable = true", "hover.enable = false")
    editor.put_cursor_on("401")
    equal("nothing", answer_to_hover())
    completed(javascript, "sendStatus", "(40", "403", "res.sendStatus(403")()
    editor.open(go)
    change("hover.enable = false", "hover.enable = true")
    editor.open(javascript)
    editor.put_cursor_on("401")
    contains(card("h"), "401 Unauthorized")
    equal(1, len(servers()))


check("hover.enable = false holds in all files without a restart, and for hovers alone", settings_hold)


def definition_of_a_name_on_request():
    editor.open(go)
    change("definition.names = false", "definition.names = true")
    definition(go, "StatusUnauthorized", "<space>ld")()
    editor.open(go)
    change("definition.names = true", "definition.names = false")


check("with definition.names <space> l d on StatusUnauthorized in Go opens its page", definition_of_a_name_on_request)


def documentation():
    editor.open(javascript)
    editor.put_cursor_on("sendStatus")
    editor.menu = editor.info = None
    editor.type("<esc>9la(40")
    # The words of other buffers, which come first, have no documentation.
    menu = editor.wait("the server's menu", lambda: editor.menu and "403 Value" in " ".join(editor.menu) and editor.menu)
    for entry in menu:
        editor.type("<c-n>")
        if is_for(entry, "403"):
            break
    card = editor.wait("the card of 403", lambda: editor.info and "Forbidden" in editor.info and editor.info)
    contains(card, "Causes: ")
    contains(card, "\n  1. ")
    editor.type("<esc>")


check("the card of a chosen completion stands beside the menu", documentation)


def no_error():
    text = debug_text(editor)
    contains(text, "Starting language server http-status-lsp")
    # Messages are written down too, and cards speak of errors. Of a record, the first word is its level.
    for line in text.splitlines():
        assert not re.match(r"(LSP: )?ERRO", line) and "http-status.kak" not in line, line


check("the debug buffer has no error", no_error)


def leave():
    equal(1, len(servers()))
    editor.type("<esc>:quit!<ret>")
    equal(0, editor.process.wait(10))
    editor.wait("the server to end", lambda: not servers() and not processes("kak-lsp"))


check(":quit ends the editor and its server", leave)


def beside_another():
    folder = SCRATCH / "installed"
    folder.mkdir()
    # It stands for any other server: what counts is that it runs.
    (folder / "gopls").write_bytes((SCRATCH / "bin/http-status-lsp").read_bytes())
    (folder / "gopls").chmod(0o755)
    other = start("two", go, first_on_path=str(folder))
    other.wait("both servers", lambda: len(processes("gopls")) == 1 and len(servers()) == 1)
    other.open(notes)
    equal(1, other.ask("%opt{lsp_servers}").count("\n[http-status-lsp]\n"))
    other.type(":set-option buffer filetype go<ret>")
    other.wait("gopls for a file type set by hand", lambda: "[gopls]" in other.ask("%opt{lsp_servers}"))
    contains(other.ask("%opt{lsp_servers}"), "[http-status-lsp]")
    # The process that stands between Kakoune and the servers may be killed too.
    for pid in processes("kak-lsp"):
        os.kill(pid, signal.SIGKILL)
    other.wait("the servers to end", lambda: not servers())
    other.process.kill()


check("a server that kakoune-lsp knows and finds runs beside it, also for a file type set by hand", beside_another)


def documented():
    tested = (HERE / "kakrc").read_text()
    shown = re.search(r"```kak\n(evaluate-commands %sh.*?)```", (HERE / "../README.md").read_text(), re.S)
    equal(tested, shown and shown.group(1))


check("the README shows the configuration that is tested", documented)

end_all()
print(f"{passed} passed, {failed} failed", flush=True)
sys.exit(1 if failed else 0)
