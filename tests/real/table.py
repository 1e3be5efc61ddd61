"""The table of README.md: which library's lines are run, with what, and which are parsed."""

import re
import tomllib
from pathlib import Path

import httpfiles
import lines
import openapi

README = Path(__file__).resolve().parent / "README.md"
BEGIN, END = "<!-- table: tests/real/run --table -->\n", "<!-- end of table -->\n"


def how(frameworks: dict, clients: dict, grammars: dict) -> dict[str, list[str]]:
    """What happens to each library."""
    found: dict[str, list[str]] = {}
    for name, section in (frameworks | clients).items():
        found.setdefault(section["library"], []).append(f"`{name}`: {version(section)}")
    for library in httpfiles.LIBRARIES:
        found.setdefault(library, []).append(f"`http-files`: {version(httpfiles.SECTION)}")
    found.setdefault(openapi.LIBRARY, []).append(f"`openapi`: {version(openapi.SECTION)}")
    for grammar, section in grammars.items():
        for library in section["libraries"]:
            found.setdefault(library, []).append(f"parsed as {grammar}")
    return found


def version(section: dict) -> str:
    if "git" in section:
        return section["git"][0].rsplit("/", 1)[1].replace("#", " ")
    if "cargo" in section:
        name, _, rest = section["cargo"][0].partition(" = ")
        return f"{name} {re.search(r'=([0-9.]+)', rest)[1]}"
    if "pip" in section:
        return section["pip"][0].replace("==", " ")
    if "npm" in section:
        name, _, number = section["npm"][0].rpartition("@")
        return f"{name} {number}"
    return f"`{section['debian'][0]}` of Debian 12" if "debian" in section else "what is installed"


def table(names: Path, frameworks: dict, clients: dict, grammars: dict) -> str:
    ways = how(frameworks, clients, grammars)
    rows = ["| library | run or parsed | lines | variants | statuses | checks, retry |", "|---|---|---:|---|---:|---|"]
    totals = {"libraries": 0, "lines": 0, "pairs": 0, "run": 0, "parsed": 0}
    for path in sorted(names.glob("*.toml")):
        data = tomllib.loads(path.read_text())
        sends, checks = data.get("send", []), data.get("check", [])
        if not (sends or checks or "retry" in data):
            continue
        way = ways.get(path.stem, ["nothing"])
        if way == ["nothing"]:
            raise ValueError(f"{path.stem} has lines, and no section of tests/real runs or parses it")
        codes = {code for send in sends for code in lines.expand(send["codes"])}
        variants = ", ".join(dict.fromkeys(send["variant"] for send in sends))
        client = ", ".join(filter(None, ["check" if checks else "", "retry" if "retry" in data else ""]))
        cells = [f"`{path.stem}`", "<br>".join(way), str(len(sends) or ""), variants, str(len(codes) or ""), client]
        rows.append("| " + " | ".join(cells) + " |")
        totals["libraries"] += 1
        totals["lines"] += len(sends)
        totals["pairs"] += sum(len(lines.expand(send["codes"])) for send in sends)
        is_run = any(not part.startswith("parsed") for part in way)
        totals["run" if is_run else "parsed"] += 1
    summary = (
        f"{totals['libraries']} libraries have lines: {totals['run']} are run, {totals['parsed']} are parsed only. Their "
        f"{totals['lines']} lines make {totals['pairs']} pairs of a line and a status."
    )
    return summary + "\n\n" + "\n".join(rows) + "\n"


def parts(text: str) -> tuple[str, str, str]:
    before, rest = text.split(BEGIN)
    current, after = rest.split(END)
    return before, current, after


def write(new: str) -> None:
    before, _, after = parts(README.read_text())
    README.write_text(before + BEGIN + new + END + after)


def faults(new: str) -> list[str]:
    _, current, _ = parts(README.read_text())
    return [] if current == new else ["README.md has another table: tests/real/run --table writes it"]
