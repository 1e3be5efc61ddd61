#!/usr/bin/env python3
"""Runs the DuckDB query of the README over `find --json` of two small services, and compares the table.

usage: query_json_lines.py PROGRAM

Needs the package `duckdb` of PyPI; the environment variable PYTHONPATH tells where it is."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

SERVICES = {
    "orders": ("api.js", "res.status(404);\nres.status(404);\nres.status(201);\n"),
    "users": ("api.py", "from flask import abort\n\nabort(404)\n"),
}
EXPECTED = [("404", 2, 1), ("201", 1, None)]


def query():
    """The block of SQL in the README."""
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    return re.search(r"```sql\n(.*?)```", readme, re.DOTALL)[1]


def main():
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for service, (name, text) in SERVICES.items():
            (Path(folder) / service).mkdir()
            (Path(folder) / service / name).write_text(text, encoding="utf-8")
        arguments = [program, "find", "--all", "--json", "--role", "sends"]
        found = subprocess.run(arguments, cwd=folder, check=True, capture_output=True).stdout
        (Path(folder) / "mentions.jsonl").write_bytes(found)
        sql = query().replace("mentions.jsonl", str(Path(folder) / "mentions.jsonl"))
        relation = duckdb.sql(sql)
        columns, rows = relation.columns, relation.fetchall()
    if columns != ["code", "orders", "users"]:
        sys.exit(f"query_json_lines.py: the columns are {columns}")
    rows = [(str(code), orders or None, users or None) for code, orders, users in rows]
    if rows != EXPECTED:
        sys.exit(f"query_json_lines.py: the rows are {rows}, not {EXPECTED}")
    print(f"query_json_lines.py: {rows}")


main()
