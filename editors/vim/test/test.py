"""What a user of Vim does with the server, done in a real Vim. `run.sh` starts this.

ALE is always tested. vim-lsp and coc.nvim are where VIM_LSP and COC_NVIM name their folders.
"""

import json
import os
import re
import shutil
import signal
import sys
import traceback

from editor import Editor, Failure, servers_in, string, wait

# How long all of it may take, in seconds.
LIFE = 240

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.dirname(HERE)
SCRATCH = os.path.realpath(os.environ["HTTP_STATUS_SCRATCH"])
BIN = os.path.join(SCRATCH, "bin")
CACHE = os.path.join(SCRATCH, "cache")
VIM = os.environ["HTTP_STATUS_VIM"]

passed, failed = 0, 0
editors = []


def say(line):
    print(line, flush=True)


def give_up(*_):
    for editor in editors:
        editor.kill()
    say(f"not ok - the tests take longer than {LIFE} seconds")
    sys.stdout.flush()
    os._exit(1)


def check(name, body):
    global passed, failed
    try:
        body()
    except Exception as problem:  # One failure says nothing about the next test.
        failed += 1
        text = str(problem) if isinstance(problem, Failure) else traceback.format_exc()
        say(f"not ok - {name}: {text}")
    else:
        passed += 1
        say(f"ok - {name}")


def equal(wanted, found):
    if wanted != found:
        raise Failure(f"wanted {wanted!r}, found {found!r}")


def contains(text, wanted):
    if wanted not in text:
        raise Failure(f"{wanted!r} is not in {text!r}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(name, text):
    path = os.path.join(SCRATCH, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


JAVASCRIPT = write(
    "project/app.js",
    'const width = 200;\nres.status(401);\n"😀"; res.status(404);\n"😀😀😀"; res.status(503);\n'
    'res.sendStatus\n"😀😀"; res.redirect\n',
)
GO = write(
    "project/main.go",
    "package main\n\nimport \"net/http\"\n\nfunc handle(w http.ResponseWriter, r *http.Request) {\n"
    '\thttp.Error(w, "no", http.StatusUnauthorized)\n\tw.WriteHeader()\n}\n',
)
NOTES = write("project/notes.txt", "HTTP/1.1 503 Service Unavailable\n")
REACT = write("project/page.tsx", "res.status(401);\n")


class Client:
    """What differs from one plugin to the next."""

    def __init__(self):
        self.count = 0

    def start(self, path, settings=None, prepare=""):
        """A Vim whose user has this client's configuration and opens a file."""
        self.count += 1
        home = os.path.join(SCRATCH, f"{self.name}-{self.count}")
        packages = os.path.join(home, ".vim/pack/test", self.kind)
        os.makedirs(packages)
        os.makedirs(os.path.join(home, "run"))
        folder = os.environ.get(self.variable)
        if folder:
            os.symlink(os.path.realpath(folder), os.path.join(packages, self.package))
        self.configure(home, settings, prepare)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VIM"))}
        environment.update(
            HOME=home, XDG_CACHE_HOME=CACHE, XDG_RUNTIME_DIR=os.path.join(home, "run"),
            TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", PATH=BIN + os.pathsep + os.environ["PATH"],
        )
        self.home = home
        editor = Editor(VIM, environment, os.path.dirname(path), [path])
        editors.append(editor)
        self.wait_for_server(editor)
        return editor

    def configure(self, home, settings, prepare):
        """Puts the configuration in its place, with settings where they belong."""
        text = read(os.path.join(FOLDER, self.file))
        if settings:
            value = f"json_decode({string(json.dumps(settings))})"
            text, count = re.subn(r"^(let [gs]:\w*settings = ){}$", lambda match: match[1] + value, text, flags=re.MULTILINE)
            equal(1, count)
        write(os.path.join(home, ".vimrc"), text + prepare)

    def open(self, editor, path):
        editor.open(path)
        self.wait_for_server(editor)

    def hover(self, editor, text):
        """Presses K on a text and answers what a popup window shows then. A move of the cursor closes it."""
        editor.put_cursor_on(text)
        editor.type("K")
        card = wait("a popup window", editor.popup)

        # A plugin that has only just opened it may not watch the cursor yet, and coc.nvim waits until the cursor rests.
        for key in "0$0$":
            editor.type(key)
            try:
                wait("the popup window to close", lambda: not editor.popup(), limit=2)
                return card
            except Failure as problem:
                last = problem
        raise last

    def go_to_definition(self, editor, text):
        editor.put_cursor_on(text)
        editor.type("gd")
        wait("another file", lambda: editor.file().endswith(".md"))

    def complete(self, editor, path, behind, typed, word):
        """Types, asks for completions, and picks a word. Answers the words and the line that it makes."""
        words = self.choose(editor, path, behind, typed, word)
        editor.type(self.acceptance_keys)
        wait("the menu to close", lambda: not self.menu(editor))
        line = editor.line()
        editor.normal_mode()
        return words, line

    def choose(self, editor, path, behind, typed, word):
        """Types, asks for completions, and selects a word in the menu. Answers its words."""
        self.open(editor, path)
        editor.insert_behind(behind)
        editor.type(typed)
        wait("what was typed", lambda: typed in editor.line())
        editor.type(self.completion_keys)
        words = wait(f"a menu with {word}", lambda: word in self.menu(editor) and self.menu(editor))

        def is_selected():
            # The menu of coc.nvim takes no keys while it changes, and its words may move then.
            now = self.selected(editor)
            if word in self.menu(editor) and now == self.menu(editor).index(word):
                return True
            editor.type("\x0e")
            try:
                wait("another word to be selected", lambda: self.selected(editor) != now, limit=1)
            except Failure:
                pass
            return False

        wait(f"{word} to be selected", is_selected)
        return words

    completion_keys, acceptance_keys = "", "\x19"
    shows_plain_text = True

    def menu(self, editor):
        return editor.menu()

    def selected(self, editor):
        return editor.expr("complete_info(['selected']).selected")


class Ale(Client):
    name, file, variable, kind, package = "ALE", "ale.vim", "ALE", "opt", "ale"
    completion_keys = "\x18\x15"

    def wait_for_server(self, editor):
        wait("the file to be open in the server", lambda: editor.expr(
            "!empty(filter(values(ale#lsp#GetConnections()), {_, connection ->"
            " connection.initialized && has_key(connection.open_documents, bufnr(''))"
            " && connection.id =~# '^http-status-lsp'}))"
        ))

    def shows_nothing(self, editor, text):
        editor.put_cursor_on(text)
        before = editor.expr("g:ale_lsp_next_message_id")
        editor.type("K")
        wait("a request", lambda: editor.expr("g:ale_lsp_next_message_id") > before)
        wait("its answer", lambda: editor.expr("empty(ale#hover#GetMap())"))
        equal("", editor.popup())

    def leads_nowhere(self, editor, text):
        editor.put_cursor_on(text)
        before = editor.expr("g:ale_lsp_next_message_id")
        editor.type("gd")
        wait("a request", lambda: editor.expr("g:ale_lsp_next_message_id") > before)
        wait("its answer", lambda: editor.expr("empty(ale#definition#GetMap())"))

    def change(self, editor, settings):
        editor.run(f"let g:http_status_settings = json_decode({string(json.dumps(settings))})")

    def problems(self, editor):
        own = editor.expr("get(get(g:, 'ale_lsp_error_messages', {}), 'http-status', [])")
        return own + errors_in(editor.messages())


class VimLsp(Client):
    name, file, variable, kind, package = "vim-lsp", "vim-lsp.vim", "VIM_LSP", "start", "vim-lsp"
    completion_keys = "\x18\x0f"

    def configure(self, home, settings, prepare):
        self.log = os.path.join(SCRATCH, home, "lsp.log")
        super().configure(home, settings, f"{prepare}\nlet g:lsp_log_file = '{self.log}'\n")

    def wait_for_server(self, editor):
        wait("the server", lambda: editor.expr(
            "lsp#get_server_status('http-status') ==# 'running' && &omnifunc ==# 'lsp#complete'"
        ))

    def shows_nothing(self, editor, text):
        editor.run("messages clear")
        editor.put_cursor_on(text)
        editor.type("K")
        wait("the answer", lambda: "No hover information found" in editor.messages())
        equal("", editor.popup())

    def leads_nowhere(self, editor, text):
        editor.run("messages clear")
        editor.put_cursor_on(text)
        editor.type("gd")
        wait("the answer", lambda: "No definition found" in editor.messages())

    def change(self, editor, settings):
        argument = json.dumps({"httpStatus": settings})
        editor.expr(f"lsp#update_workspace_config('http-status', json_decode({string(argument)}))")

    def problems(self, editor):
        lines = [line for line in read(self.log).splitlines() if '"error"' in line]
        # It notes this of each server that has no root of its own, and goes on with the current folder.
        own = [line for line in lines if "due to empty root_uri" not in line]
        return own + errors_in(editor.messages())


class Coc(Client):
    name, file, variable, kind, package = "coc.nvim", "coc.vim", "COC_NVIM", "start", "coc.nvim"
    # Its menu comes by itself.
    acceptance_keys = "\r"
    shows_plain_text = False

    def configure(self, home, settings, prepare):
        # It tells in a popup window when it has to make this one.
        os.makedirs(os.path.join(home, ".config/coc/extensions"))
        value = json.loads(read(os.path.join(FOLDER, "coc-settings.json")))
        if settings:
            value["languageserver"]["http-status"]["settings"] = {"httpStatus": settings}
        write(os.path.join(home, ".vim/coc-settings.json"), json.dumps(value))
        super().configure(home, None, prepare)

    def wait_for_server(self, editor):
        wait("the server", lambda: editor.expr(
            "exists('*CocHasProvider') && get(g:, 'coc_service_initialized', 0) && CocHasProvider('hover') &&"
            " CocHasProvider('definition')"
        ))

    def shows_nothing(self, editor, text):
        editor.run("messages clear")
        editor.put_cursor_on(text)
        editor.type("K")
        wait("the answer", lambda: "hover not found" in editor.messages())
        equal("", editor.popup())

    def leads_nowhere(self, editor, text):
        editor.run("messages clear")
        editor.put_cursor_on(text)
        editor.type("gd")
        wait("the answer", lambda: "definition not found" in editor.messages())

    def change(self, editor, settings):
        value = json.dumps({"httpStatus": settings})
        editor.expr(f"coc#config('languageserver.http-status.settings', json_decode({string(value)}))")

    def menu(self, editor):
        words = editor.expr("coc#pum#visible() ? getbufline(winbufnr(coc#pum#winid()), 1, '$') : []")
        return [line.split()[0] for line in words]

    def selected(self, editor):
        return editor.expr("coc#pum#info().index")

    def problems(self, editor):
        run = os.path.join(self.home, "run")
        logs = [os.path.join(run, name) for name in os.listdir(run) if name.endswith(".log")]
        if not logs:
            raise Failure("coc.nvim wrote no log")
        lines = [line for log in logs for line in read(log).splitlines()]
        return [line for line in lines if " ERROR " in line] + errors_in(editor.messages())


def errors_in(messages):
    return [line for line in messages.splitlines() if re.search(r"\bE\d+:|^Error", line)]


def expect_card(text, heading):
    """The brief card has a cause, a fix and another status."""
    lines = text.splitlines()
    contains(lines[0], heading)
    for start in ("Retry: ", "Causes: ", "1. ", "- "):
        if not any(line.lstrip().startswith(start) for line in lines):
            raise Failure(f"no line starts with {start!r} in {text!r}")


def expect_plain_text(text):
    """Lines of plain text fit into 80 columns, and a screen of 24 rows has room for all of them."""
    lines = text.splitlines()
    if len(lines) > 22:
        raise Failure(f"{len(lines)} rows: {text}")
    for line in lines:
        # An address is one word.
        if len(line) > 80 and not line.startswith("MDN: https://"):
            raise Failure(f"a line of {len(line)} columns: {line!r}")
    # The label of a link without its address leads nowhere.
    for label in ("Full card", "See also"):
        if label in text:
            raise Failure(f"{label!r} in {text!r}")


def test(client, counts_bytes=False):
    """The tests that hold for each client."""
    name = client.name
    try:
        editor = client.start(JAVASCRIPT)
    except Failure as problem:
        return check(f"{name}: it starts", lambda: equal(None, str(problem)))
    server = servers_in(BIN)

    def attaches():
        equal(1, len(server))
        for path in (GO, NOTES, REACT, JAVASCRIPT):
            client.open(editor, path)
        equal(server, servers_in(BIN))

    def in_other_files():
        client.open(editor, NOTES)
        expect_card(client.hover(editor, "503"), "503 Service Unavailable")
        client.open(editor, REACT)
        expect_card(client.hover(editor, "401"), "401 Unauthorized")

    def card_in_javascript():
        client.open(editor, JAVASCRIPT)
        expect_card(client.hover(editor, "401"), "401 Unauthorized")

    def card_in_go():
        client.open(editor, GO)
        card = client.hover(editor, "StatusUnauthorized")
        expect_card(card, "401 Unauthorized")
        if client.shows_plain_text:
            expect_plain_text(card)
        contains(card, "\n4xx Client Error · RFC 9110 §15.5.2\n")
        for mark in ("**", "](", "```"):
            if mark in card:
                raise Failure(f"Markdown is shown as it stands: {mark} in {card[:600]!r}")

    def nothing_at_a_width():
        client.open(editor, JAVASCRIPT)
        client.shows_nothing(editor, "200")

    def completes_numbers():
        words, line = client.complete(editor, JAVASCRIPT, "sendStatus", "(", "404")
        contains(words, "200")
        equal("res.sendStatus(404", line)

    def completes_begun_numbers():
        words, line = client.complete(editor, JAVASCRIPT, "sendStatus", "(4", "403")
        equal([], [word for word in words if not word.startswith("4")])
        equal("res.sendStatus(403", line)

    def completes_constants():
        words, line = client.complete(editor, GO, "WriteHeader(", "http.Status", "StatusForbidden")
        contains(words, "StatusNotFound")
        equal("\tw.WriteHeader(http.StatusForbidden)", line)

    def completes_behind_emoji():
        _, line = client.complete(editor, JAVASCRIPT, "redirect", "(30", "308")
        equal('"😀😀"; res.redirect(308', line)

    def opens_page():
        client.open(editor, JAVASCRIPT)
        client.go_to_definition(editor, "401")
        contains(editor.file(), "/401.md")
        contains(os.path.realpath(editor.file()), CACHE)
        equal("# 401 Unauthorized", editor.expr("getline(1)"))

    def leaves_names_alone():
        client.open(editor, GO)
        client.leads_nowhere(editor, "StatusUnauthorized")
        equal(GO, editor.file())

    def opens_pages_of_names():
        client.open(editor, GO)
        client.change(editor, {"definition": {"names": True}})
        client.go_to_definition(editor, "StatusUnauthorized")
        equal("# 401 Unauthorized", editor.expr("getline(1)"))
        client.change(editor, {"definition": {"names": False}})

    def shows_cards_of_completions():
        client.choose(editor, JAVASCRIPT, "sendStatus", "(4", "403")
        card = wait("the card", lambda: "Forbidden" in editor.popup() and editor.popup())
        contains(card, "Causes: ")
        contains(card, "  1. ")
        editor.normal_mode()

    def is_right_behind_emoji():
        client.open(editor, JAVASCRIPT)
        expect_card(client.hover(editor, "404"), "404 Not Found")
        if not counts_bytes:
            expect_card(client.hover(editor, "503"), "503 Service Unavailable")
            client.shows_nothing(editor, '😀"; res.status(503')

    def settings_hold_at_once():
        client.open(editor, JAVASCRIPT)
        client.change(editor, {"hover": {"enable": False}})
        client.shows_nothing(editor, "401")
        client.change(editor, {"hover": {"enable": True}})
        expect_card(client.hover(editor, "401"), "401 Unauthorized")

    def is_without_errors():
        equal([], client.problems(editor))

    def ends():
        equal(0, editor.quit())
        wait("the server to end", lambda: not servers_in(BIN))
        wait("all that Vim started to end", lambda: not editor.left_behind())

    check(f"{name}: one server serves JavaScript, Go, text and TypeScript with JSX", attaches)
    check(f"{name}: K on 401 in JavaScript shows its card", card_in_javascript)
    check(f"{name}: K on http.StatusUnauthorized in Go shows its card, free of Markdown's marks", card_in_go)
    check(f"{name}: K shows cards in plain text and in TypeScript with JSX", in_other_files)
    check(f"{name}: K at a width of 200 shows nothing", nothing_at_a_width)
    check(f"{name}: numbers complete behind res.sendStatus( in JavaScript", completes_numbers)
    check(f"{name}: a number that was begun is completed and not doubled", completes_begun_numbers)
    check(f"{name}: constants complete behind http.Status in Go", completes_constants)
    check(f"{name}: completion behind emoji replaces what was typed", completes_behind_emoji)
    check(f"{name}: the card of the chosen completion stands beside the menu", shows_cards_of_completions)
    check(f"{name}: gd opens 401.md from JavaScript", opens_page)
    check(f"{name}: gd on http.StatusUnauthorized is left to Go's own server", leaves_names_alone)
    check(f"{name}: with definition.names it opens 401.md", opens_pages_of_names)
    check(f"{name}: cards are found behind an emoji", is_right_behind_emoji)
    client.more(editor)
    check(f"{name}: a setting changed while Vim runs takes effect", settings_hold_at_once)
    check(f"{name}: no errors in messages and log", is_without_errors)
    check(f"{name}: nothing is left when Vim ends", ends)

    def settings_at_the_start():
        with client.start(JAVASCRIPT, {"exclude": {"languages": ["javascript"]}}) as editor:
            client.shows_nothing(editor, "401")
            client.open(editor, GO)
            expect_card(client.hover(editor, "StatusUnauthorized"), "401 Unauthorized")

    def ends_with_a_killed_vim():
        with client.start(JAVASCRIPT) as editor:
            equal(1, len(servers_in(BIN)))
            editor.process.kill()
            editor.process.wait()
            # The Node.js of coc.nvim outlives a Vim that is killed, and it is what the server belongs to.
            for process in editor.left_behind():
                if process not in servers_in(BIN):
                    os.kill(process, signal.SIGKILL)
            wait("the server to end", lambda: not servers_in(BIN))

    check(f"{name}: settings in the configuration hold from the start", settings_at_the_start)
    check(f"{name}: the server ends when what started it is killed", ends_with_a_killed_vim)


def names(editor, filetype):
    return editor.expr(f"map(ale#linter#Get('{filetype}'), {{_, linter -> linter.name}})")


def more_of_ale(editor):
    client = ale

    def limit():
        client.open(editor, JAVASCRIPT)
        client.shows_nothing(editor, "503")

    def names_at_rest():
        client.open(editor, JAVASCRIPT)
        editor.run("set updatetime=100")
        editor.put_cursor_on("status(401")
        # The event that ALE waits for comes after a key.
        editor.type("f4")
        wait("the name in the last line", lambda: "401 Unauthorized" in editor.screen()[-1])
        equal("", editor.popup())
        editor.run("set updatetime=4000")

    def keeps_linters():
        found = {}
        for filetype in ("python", "go", "sh", "text", "markdown", "typescriptreact", "rust", "css", "nonesuch"):
            path = write(f"types/{filetype}", "\n")
            editor.open(path)
            # As they are for a user without this configuration.
            before = editor.expr(
                f"[execute('noautocmd setlocal filetype={filetype}'), map(ale#linter#Get('{filetype}'), 'v:val.name')][1]"
            )
            before = [name for name in before if name != "http-status"]
            editor.run(f"setlocal filetype={filetype}")
            after = names(editor, filetype)
            if after != before + ["http-status"]:
                found[filetype] = (before, after)
        equal({}, found)

    def works_beside():
        script = write("project/broken.sh", "#!/bin/sh\nif true; then\n# returns a 404 status\n")
        client.open(editor, script)
        linters = wait("a finding of another linter", lambda: editor.expr(
            "map(copy(ale#engine#GetLoclist(bufnr(''))), {_, finding -> finding.linter_name})"))
        contains(linters, "shell")
        expect_card(client.hover(editor, "404"), "404 Not Found")

    def keeps_choices():
        choice = "\nlet g:ale_linters = {'python': ['flake8']}\nlet g:ale_linters_explicit = 1\n"
        with client.start(write("project/choice.py", "abort(401)\n"), prepare=choice) as other:
            equal(["flake8", "http-status"], names(other, "python"))
            expect_card(client.hover(other, "401"), "401 Unauthorized")
            client.open(other, JAVASCRIPT)
            equal(["http-status"], names(other, "javascript"))

    def word_completion_stays():
        client.open(editor, JAVASCRIPT)
        editor.insert_behind("width = 2")
        editor.type("\x18\x15")
        wait("the message that there is nothing", lambda: "200" in editor.line() and not editor.menu())
        editor.normal_mode()
        equal("const width = 200;", editor.line())

    check("ALE: behind three emoji K shows nothing, since ALE counts bytes", limit)
    check("ALE: the cursor at rest on 401 shows its name in the last line", names_at_rest)
    check("ALE: what other linters a file type has stays as it is", keeps_linters)
    check("ALE: another linter's findings and a card in one file", works_beside)
    check("ALE: the user's choice of linters is kept", keeps_choices)
    check("ALE: completion at a width leaves it alone", word_completion_stays)


def more_of_coc(editor):
    client = coc

    def completes_on_request():
        client.open(editor, GO)
        editor.insert_behind("WriteHeader(")
        editor.type("\x00")
        wait("the menu", lambda: "200" in client.menu(editor))
        editor.normal_mode()

    def follows_links():
        client.open(editor, JAVASCRIPT)
        client.change(editor, {"documentLinks": {"enable": True}})
        editor.put_cursor_on("401")

        def opens():
            # The links are asked for anew when the server says so, and until then there are none.
            editor.run("silent! call CocAction('openLink')")
            return editor.file().endswith("/401.md")

        wait("the page", opens)
        client.change(editor, {})

    check("coc.nvim: CTRL-Space asks for completions", completes_on_request)
    check("coc.nvim: links in the file lead to pages where they are switched on", follows_links)


def readme():
    """The configurations in the README are the files that are tested."""
    blocks = re.findall(r"^```\w+\n(.*?)^```$", read(os.path.join(FOLDER, "README.md")), re.MULTILINE | re.DOTALL)
    for name in ("ale.vim", "vim-lsp.vim", "coc.vim", "coc-settings.json"):
        if read(os.path.join(FOLDER, name)) not in blocks:
            raise Failure(f"{name} does not stand in README.md as it is")


signal.signal(signal.SIGALRM, give_up)
signal.alarm(LIFE)

check("the README's configurations are the files that are tested here", readme)
ale = Ale()
ale.more = more_of_ale
test(ale, counts_bytes=True)
vim_lsp, coc = VimLsp(), Coc()
vim_lsp.more = lambda editor: None
coc.more = more_of_coc
for client in (vim_lsp, coc):
    if os.environ.get(client.variable):
        test(client)
    else:
        say(f"{client.name} is not tested: {client.variable} does not name its folder")
for editor in editors:
    editor.kill()

say(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
