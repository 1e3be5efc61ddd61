#!/usr/bin/env python3
"""Checks the configuration files of the editors.

Each file must parse, and a configuration that stands both in a file and in a README must be the same in both. The settings in
them are compared with those of the program by `tests/settings`. Needs Python 3.11 and nothing else.

usage: check_configs.py"""

import json
import re
import sys
import tomllib
from pathlib import Path

EDITORS = Path(__file__).resolve().parent
PROJECT = EDITORS.parent
URL = "https://github.com/http-status-lsp/http-status-lsp"

passed = failed = 0


def check(name, body):
    global passed, failed
    try:
        body()
    except Exception as problem:  # Whatever goes wrong fails this one check.
        failed += 1
        print(f"not ok - {name}: {type(problem).__name__} {problem}")
    else:
        passed += 1
        print(f"ok - {name}")


def equal(wanted, found):
    assert wanted == found, f"wanted {wanted!r}, found {found!r}"


def read(path):
    return (EDITORS / path).read_text()


def parse_jsonc(text):
    """JSON with comments on lines of their own, and with commas behind last elements, as several editors read it."""
    text = re.sub(r"^\s*//.*$", "", text, flags=re.M)
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", text))


def blocks(readme, language):
    """The code blocks of a language in a README."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(readme), re.M | re.S)


def kakoune():
    text = re.search(r"str http_status_server %\{(.*?)^\}", read("kakoune/http-status.kak"), re.M | re.S).group(1)
    server = tomllib.loads(text)["http-status-lsp"]
    equal("httpStatus", server["settings_section"])
    shown = re.search(r"global http_status_server %\{(.*?)^\}", read("kakoune/README.md"), re.M | re.S).group(1)
    equal(set(server), set(tomllib.loads(shown)["http-status-lsp"]))


def helix():
    languages = tomllib.loads(read("helix/languages.toml"))
    server = languages["language-server"]["http-status-lsp"]
    equal("http-status-lsp", server["command"])
    names = [language["name"] for language in languages["language"]]
    equal(len(names), len(set(names)))
    for language in languages["language"]:
        assert language["language-servers"][-1] == "http-status-lsp", language
        assert set(language) == {"name", "language-servers"}, language


def helix_readme():
    examples = [tomllib.loads(block) for block in blocks("helix/README.md", "toml")]
    assert examples, "no example is in the README"
    full = {language["name"]: language for language in tomllib.loads(read("helix/languages.toml"))["language"]}
    for language in examples[0]["language"]:
        equal(full[language["name"]], language)
    for example in examples[1:]:
        for language in example["language"]:
            assert language["name"] not in full, f"{language['name']} has an entry already"
            # Helix refuses a new language without these.
            assert {"scope", "file-types"} <= set(language), language


def kate():
    servers = json.loads(read("kate/settings.json"))["servers"]
    (server,) = servers.values()
    equal(["http-status-lsp"], server["command"])
    equal(URL, server["url"])
    re.compile(server["highlightingModeRegex"])
    shown = [json.loads(block) for block in blocks("kate/README.md", "json")]
    equal({"servers": servers}, shown[0])


def sublime():
    entry = parse_jsonc(read("sublime/LanguageServers.sublime-settings"))["http-status-lsp"]
    equal(["http-status-lsp"], entry["command"])
    (shown,) = blocks("sublime/README.md", "jsonc")
    equal(read("sublime/LanguageServers.sublime-settings"), shown)


def zed():
    extension = tomllib.loads(read("zed/extension.toml"))
    crate = tomllib.loads(read("zed/Cargo.toml"))
    languages = extension["language_servers"]["http-status-lsp"]["languages"]
    equal(sorted(set(languages), key=str.casefold), languages)
    equal(URL, extension["repository"])
    version = tomllib.loads((PROJECT / "Cargo.toml").read_text())["package"]["version"]
    equal([version, version], [extension["version"], crate["package"]["version"]])
    assert "workspace" in crate, "the crate needs a workspace of its own"


def zed_readme():
    first, *others = [json.loads(block) for block in blocks("zed/README.md", "json")]
    assert "http-status-lsp" in first["lsp"], first
    languages = tomllib.loads(read("zed/extension.toml"))["language_servers"]["http-status-lsp"]["languages"]
    for example in others:
        for language in example["languages"]:
            assert language not in languages, f"{language} is in the list already"


def jetbrains():
    template = json.loads(read("jetbrains/template.json"))
    equal(URL, template["url"])
    equal(["*"], template["fileTypeMappings"][0]["fileType"]["patterns"])
    equal({}, json.loads(read("jetbrains/initializationOptions.json")))
    schema = json.loads(read("jetbrains/settings.schema.json"))
    equal(set(schema["properties"]), set(json.loads(read("jetbrains/settings.json"))))


def others():
    (shown,) = blocks("others/README.md", "json")
    equal({"httpStatus"}, set(json.loads(shown)))


check("Kakoune: the server's entry parses, and has the same parts in the README", kakoune)
check("Helix: languages.toml parses, and has each language once with this server last", helix)
check("Helix: the README's entries are those of the file, or complete new languages", helix_readme)
check("Kate: the settings parse, and are the same in the README", kate)
check("Sublime Text: the settings parse, and are the same in the README", sublime)
check("Zed: the extension's files parse and fit the server's version", zed)
check("Zed: the README's examples parse, and its languages are new ones", zed_readme)
check("JetBrains: the template, the settings and their schema parse", jetbrains)
check("others: the settings in the README parse", others)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
