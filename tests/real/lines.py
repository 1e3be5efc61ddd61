"""The lines of `data/names/*.toml`, filled in: what stands in a file after the server has put it there."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"

# The names of statuses that RFC 9110 changed, as earlier specifications have them. `build/names.rs` has the same table.
FORMER = {
    ("RFC 2616", 413): "Request Entity Too Large",
    ("RFC 2616", 414): "Request-URI Too Long",
    ("RFC 2616", 416): "Requested Range Not Satisfiable",
    ("RFC 2616", 422): "Unprocessable Entity",
    ("RFC 7231", 413): "Payload Too Large",
    ("RFC 7231", 422): "Unprocessable Entity",
}

@dataclass(frozen=True)
class Case:
    """One line with one status."""

    id: int
    variant: str
    code: int
    line: str
    imports: tuple[str, ...]
    # The response must have this header, unless it is empty.
    header: str
    value: str
    # The response must have this text in its body, unless it is empty.
    message: str
    # The line states the value itself. Where it does not, the library computes it.
    states_value: bool
    # The place in the file, for people.
    table: int

    @property
    def path(self) -> str:
        return f"/case/{self.id}/{self.code}"


def expand(codes: str) -> list[int]:
    """The numbers of a list of ranges: `"200-203 404"`."""
    numbers = []
    for part in codes.split():
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


@cache
def phrases() -> dict[int, str]:
    statuses = (tomllib.loads(path.read_text()) for path in (DATA / "codes").glob("*.toml"))
    return {status["code"]: status["name"] for status in statuses}


def styled(phrase: str, style: str) -> str:
    """A reason phrase in the style of an identifier, as `build/names.rs` makes it."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", phrase.replace("'", "")) if word]
    capital = [word[:1].upper() + word[1:] for word in words]
    folded = [word[:1].upper() + word[1:].lower() for word in words]
    match style:
        case "PascalCase":
            return "".join(capital)
        case "PascalCase, acronyms folded":
            return "".join(folded)
        case "camelCase":
            return words[0].lower() + "".join(capital[1:])
        case "camelCase, acronyms folded":
            return words[0].lower() + "".join(folded[1:])
        case "snake_case":
            return "_".join(words).lower()
        case "SCREAMING_SNAKE_CASE":
            return "_".join(words).upper()
        case "kebab-case":
            return "-".join(words).lower()
        case "Title_Snake_Case":
            return "_".join(capital)
        case "First_snake_case":
            return "_".join([capital[0], *(word.lower() for word in words[1:])])
    raise ValueError(f"style {style}")


@cache
def headers(names: Path) -> dict[int, tuple[str, str]]:
    """The header that a status needs, with its value, from `send.toml` beside the folder of the libraries."""
    tables = tomllib.loads((names.parent / "send.toml").read_text())["header"]
    return {code: (table["name"], table["value"]) for table in tables for code in expand(table["codes"])}


def is_later(version: str, than: str) -> bool:
    numbers = [[int(part) for part in re.findall(r"\d+", text)] for text in (version, than)]
    return numbers[0] > numbers[1]


def constants(names: Path, library: str, version: str) -> tuple[dict[int, str], set[int]]:
    """What the library writes for each code: of the names in the form of the first spelling that has it, the first one
    that the version has and does not advise against. And the codes whose names are all newer than the version, unless
    that is empty."""
    candidates: dict[int, list[tuple[str, bool, bool]]] = {}
    forms: dict[int, str] = {}
    for spelling in tomllib.loads((names / f"{library}.toml").read_text()).get("spelling", []):
        since = {name: when for when, names_then in spelling.get("since", {}).items() for name in names_then}
        deprecated = {name for names_then in spelling.get("deprecated", {}).values() for name in names_then}
        for code, core in cores(spelling):
            written = spelling["form"].replace("{name}", core).replace("{code}", str(code))
            if forms.setdefault(code, spelling["form"]) != spelling["form"]:
                continue
            name = re.split(r"::|[.:/]", written.removesuffix("()"))[-1]
            when = since.get(name, "?")
            is_newer = bool(version) and when != "?" and is_later(when, version)
            is_old = name in deprecated or "*" in deprecated
            candidates.setdefault(code, []).append((written, is_newer, is_old))
    found, newer = {}, set()
    for code, written in candidates.items():
        known = sorted((name for name in written if not name[1]), key=lambda name: name[2])
        if known:
            found[code] = known[0][0]
        else:
            newer.add(code)
    return found, newer


def cores(spelling: dict) -> list[tuple[int, str]]:
    """What a spelling puts for `{name}`: by its rule first, then the irregular names."""
    found = []
    for code in expand(spelling.get("codes", "")):
        # The registry leaves 306 unnamed; libraries use the name of the draft that reserved it.
        phrase = FORMER.get((spelling.get("era"), code)) or {306: "Switch Proxy"}.get(code) or phrases().get(code)
        if phrase:
            found.append((code, styled(phrase, spelling["style"])))
    return found + [(int(code), core) for code, listed in spelling.get("irregular", {}).items() for core in listed]


def fill(names: Path, template: str, code: int, constant: str, message: str) -> str:
    header, value = headers(names).get(code, ("", ""))
    filled = template.replace("{code}", str(code)).replace("{constant}", constant)
    filled = filled.replace("{phrase}", phrases().get(code, "")).replace("{message}", message)
    return filled.replace("{header}", header).replace("{value}", value)


def cases(names: Path, library: str, version: str = "") -> list[Case]:
    """Each `[[send]]` line of the library with each status that it claims. Names that came after the version are left
    out, as the server leaves them out in a project with that version."""
    data = tomllib.loads((names / f"{library}.toml").read_text())
    found = []
    for table, send in enumerate(data.get("send", [])):
        line, variant = send["line"], send["variant"]
        has_name = "{constant}" in line
        named, newer = constants(names, send.get("constants", library), version) if has_name else ({}, set())
        for code in expand(send["codes"]):
            if code in newer:
                continue
            if has_name and code not in named:
                raise ValueError(f"{library}: [[send]] {table + 1} has {{constant}}, and {code} has no name")
            message = f"text-{code}-{table}" if "{message}" in line else ""
            needs = variant in ("header", "redirect")
            header, value = headers(names).get(code, ("", "")) if needs else ("", "")
            if needs and not header:
                raise ValueError(f"{library}: [[send]] {table + 1} sends a header, and {code} needs none")
            constant = named.get(code, "")
            imports = tuple(fill(names, text, code, constant, message) for text in send.get("imports", []))
            filled = fill(names, line, code, constant, message)
            stated = "{value}" in line
            found.append(Case(len(found), variant, code, filled, imports, header, value, message, stated, table))
    return found


def imports(found: list[Case]) -> str:
    """The imports of all cases, each name once: Rust and JavaScript refuse a name that is imported twice."""
    rows = dict.fromkeys(text for case in found for text in case.imports)
    names: dict[tuple[str, str], dict[str, None]] = {}
    rest = []
    for row in rows:
        if javascript := re.fullmatch(r"import \{ (.+) \} from (.+)", row):
            names.setdefault(("javascript", javascript[2]), {}).update(dict.fromkeys(javascript[1].split(", ")))
        elif rust := re.fullmatch(r"use ([\w:]+)::(?:\{(.+)\}|(\w+));", row):
            items = dict.fromkeys((rust[2] or rust[3]).split(", "))
            names.setdefault(("rust", rust[1]), {}).update(items)
        else:
            rest.append(row)
    for (language, module), items in names.items():
        joined = ", ".join(items)
        rest.append(f"use {module}::{{{joined}}};" if language == "rust" else f"import {{ {joined} }} from {module}")
    return "\n".join(rest)
