"""The lines of OpenAPI descriptions: validated as a whole description."""

import subprocess
from pathlib import Path

import install
import lines

SECTION = {"pip": ["openapi-spec-validator==0.9.0"]}
LIBRARY = "yaml-openapi"
HEAD = 'openapi: 3.1.1\ninfo: { title: "Lines", version: "1" }\npaths:\n'
# Reads a description, and prints what the first response of each status says.
PROGRAM = """
import sys, yaml
from openapi_spec_validator import validate
description = yaml.safe_load(sys.stdin.read())
validate(description)
for path, item in description["paths"].items():
    for status, response in item["get"]["responses"].items():
        print(path, status, *response.get("headers", {}), "content" in response)
"""


def check(name: str, section: dict, names: Path) -> tuple[list[str], str]:
    install.install(name, SECTION)
    cases = lines.cases(names, LIBRARY)
    written = validated(name, description(cases))
    found = []
    for case in cases:
        has_content = case.variant in ("body", "header")
        row = " ".join(filter(None, [case.path, str(case.code), case.header, str(has_content)]))
        if row not in written:
            found.append(f"[[send]] {case.table + 1}, {case.variant}, {case.code} is not in the description")
    # A response must have a description, so none without it may pass.
    first = {case.table: case for case in reversed(cases)}
    for table, case in first.items():
        try:
            validated(name, description([case]).replace("    description:", "    describe:"))
        except install.Failed:
            continue
        found.append(f"[[send]] {table + 1} without a description passes")
    return found, f"{len(first)} lines, {len({case.code for case in cases})} statuses, {len(cases)} responses"


def description(cases: list[lines.Case]) -> str:
    text = HEAD
    for case in cases:
        line = "\n".join("        " + row for row in case.line.split("\n"))
        text += f"  {case.path}:\n    get:\n      responses:\n{line}\n"
    return text


def validated(name: str, text: str) -> list[str]:
    python = install.HOME / name / "python" / "bin" / "python"
    done = subprocess.run([str(python), "-c", PROGRAM], input=text, capture_output=True, text=True)
    if done.returncode:
        raise install.Failed(done.stderr[-2000:])
    return done.stdout.splitlines()
