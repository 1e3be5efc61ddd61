#!/usr/bin/env python3
"""Prints the `languages.toml` that adds http-status-lsp to every language of Helix.

usage: make_languages.py HELIX_LANGUAGES [OTHER_HELIX_LANGUAGES…]
  HELIX_LANGUAGES         the `languages.toml` from the sources of the Helix that you use
  OTHER_HELIX_LANGUAGES   those of other versions; only languages that all of them have are printed

Helix has no word for all languages, and `language-servers` in a user's file takes the place of the built-in list. So each entry
repeats the servers that Helix has for the language. A language that a Helix does not know is an error in it, hence the others."""

import json
import sys
import tomllib

HEAD = """\
# http-status-lsp in every language of Helix. Made by make_languages.py; see README.md.

[language-server.http-status-lsp]
command = "http-status-lsp"

[language-server.http-status-lsp.config.httpStatus]
hover.enable = true
hover.detail = "brief"
completion.enable = true
completion.constants = "auto"
definition.enable = true
definition.names = false
documentLinks.enable = false
pages.enable = true
diagnostics.enable = true
rules = {}
exclude.languages = []
"""


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    first, *others = [languages_of(path) for path in sys.argv[1:]]
    print(HEAD, end="")
    for name, language in first.items():
        # What has no files of its own (regular expressions, doc comments) is only ever a part of other files.
        if language.get("file-types") and all(name in other for other in others):
            servers = [*language.get("language-servers", []), "http-status-lsp"]
            print(f'\n[[language]]\nname = "{name}"\nlanguage-servers = [{", ".join(map(toml, servers))}]')


def languages_of(path):
    with open(path, "rb") as file:
        return {language["name"]: language for language in tomllib.load(file)["language"]}


def toml(value):
    """A server as TOML: its name, or a table of its name and features. Strings and lists are written as in JSON."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {json.dumps(part)}" for key, part in value.items()) + " }"
    return json.dumps(value)


main()
