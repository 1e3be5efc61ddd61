"""Lines of libraries that cannot be had, parsed with a grammar of their language."""

import json
import subprocess
import tomllib
from pathlib import Path

import install
import lines

SECTION = {"pip": ["tree-sitter-language-pack==0.10.0"]}
# Reads rows of JSON, each a grammar and a text, and tells of each whether it parses.
PROGRAM = """
import json, sys
from tree_sitter_language_pack import get_parser
for row in sys.stdin:
    grammar, text = json.loads(row)
    print(json.dumps(not get_parser(grammar).parse(text.encode()).root_node.has_error))
"""


def check(name: str, grammars: dict, names: Path) -> tuple[list[str], str]:
    """Parses the lines of all libraries. The text without its last bracket must not parse."""
    install.install(name, SECTION)
    texts = []
    for grammar, section in grammars.items():
        for library in section["libraries"]:
            found = [
                (f"{library}, {what}, {grammar}", grammar, text) for what, text in library_texts(names, library, grammar, section)
            ]
            if not found:
                raise ValueError(f"{library} has no line for {grammar}")
            texts += found
    good = parsed([(grammar, text) for _, grammar, text in texts])
    bad = parsed([(grammar, broken(text)) for _, grammar, text in texts])
    faults = [f"{where} does not parse:\n{text}" for (where, _, text), parses in zip(texts, good) if not parses]
    faults += [f"{where} parses when broken" for (where, _, _), parses in zip(texts, bad) if parses]
    libraries = {library for section in grammars.values() for library in section["libraries"]}
    return faults, f"{len(libraries)} libraries, {len(texts)} texts"


def library_texts(names: Path, library: str, grammar: str, section: dict) -> list[tuple[str, str]]:
    data = tomllib.loads((names / f"{library}.toml").read_text())

    def program(template: str, imports: list[str], line: str, code: str = "") -> str:
        return template.replace("{imports}", "\n".join(imports)).replace("{line}", line).replace("{code}", code)

    def is_for(table: dict) -> bool:
        # Micronaut and others have lines for one language of several.
        return grammar in table.get("languages", [grammar])

    found = []
    tables = data.get("send", [])
    for case in lines.cases(names, library):
        if is_for(tables[case.table]):
            what = f"[[send]] {case.table + 1}, {case.variant}, {case.code}"
            found.append((what, program(section["program"], case.imports, case.line)))
    for check in filter(is_for, data.get("check", [])):
        codes = lines.expand(check["codes"]) if "codes" in check else [404]
        for code in codes:
            # Any name parses as well as the right one, which `tests/data.rs` looks at.
            line = lines.fill(names, check["line"], code, "A.B", "")
            found.append((f"[[check]] {code}", program(section["program"], check["imports"], line)))
    if "retry" in data and is_for(data["retry"]):
        retry = data["retry"]
        found.append(("[retry]", program(section["retry"], retry["imports"], retry["line"], retry["code"])))
    return found


def broken(text: str) -> str:
    """The text without its last bracket, or else its last quote."""
    place = max(text.rfind(bracket) for bracket in ")]}")
    if place < 0:
        place = max(text.rfind('"'), text.rfind("'"))
    return text[:place] + text[place + 1 :]


def parsed(texts: list[tuple[str, str]]) -> list[bool]:
    rows = "".join(json.dumps(text) + "\n" for text in texts)
    python = install.HOME / "parse" / "python" / "bin" / "python"
    done = subprocess.run([str(python), "-c", PROGRAM], input=rows, capture_output=True, text=True)
    if done.returncode:
        raise install.Failed(done.stderr[-3000:])
    return [json.loads(row) for row in done.stdout.splitlines()]
