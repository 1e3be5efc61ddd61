#!/usr/bin/env python3
"""Reads in packages which of their names stand for a status, and writes them into `data/names/`.

    .github/libraries/read.py [--cache FOLDER] [PACKAGE...]

Downloads each package of `packages.toml` (pip, npm, Debian's `apt-get download`) into FOLDER, `target/libraries` unless told, and reads the
sources without running them: classes that set a status, and tables from codes to classes. The result goes into `found.tsv`. A package whose entry
has a `file` gets that file of `data/names/` written whole; the others are covered by files that people write. `refused.tsv` lists what is left
out, with the reason. `tests/libraries.rs` holds `found.tsv`, `refused.tsv` and the catalog together, without the network.
"""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

from languages import javascript, python, ruby

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MARK = "# Written by .github/libraries/read.py from the package's source. Changes belong into packages.toml or refused.tsv beside it."


def fetch_pypi(name, folder):
    run("python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder, name)


def fetch_npm(name, folder):
    run("npm", "pack", "--silent", "--pack-destination", folder, name)


def fetch_debian(name, folder):
    run("apt-get", "download", "--quiet=2", name, cwd=folder)


# For each ecosystem: how a package is fetched, how its files are read, the languages that use it, and the key of `packages`.
ECOSYSTEMS = {
    "pypi": (fetch_pypi, python, ["python"], "pypi"),
    "npm": (
        fetch_npm,
        javascript,
        ["javascript", "typescript", "javascriptreact", "typescriptreact", "vue", "svelte", "astro"],
        "npm",
    ),
    "debian-ruby": (fetch_debian, ruby, ["ruby", "erb", "haml", "slim"], "gem"),
}


def run(*command, cwd=None):
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, stdout=subprocess.DEVNULL)


def read_package(package, cache):
    """The version of a package, and its names with their codes."""
    fetch, reader, _, _ = ECOSYSTEMS[package["ecosystem"]]
    folder = cache / package["ecosystem"] / package["name"].replace("/", "+")
    if not folder.is_dir() or not any(folder.iterdir()):
        folder.mkdir(parents=True, exist_ok=True)
        fetch(package["name"], folder.resolve())
    archive = next(folder.iterdir())
    names = reader.names(archive)
    return reader.version(archive), {name: code for name, code in names.items() if not name.startswith("_")}


def toml_of(package, version, names):
    """The file of `data/names/` for a package."""
    _, _, languages, key = ECOSYSTEMS[package["ecosystem"]]
    quoted = lambda texts: "[" + ", ".join(f'"{text}"' for text in texts) + "]"
    library = package.get("library", package["name"])
    lines = [
        MARK,
        f'library = "{library}"',
        f'version = "{version}"',
        f"languages = {quoted(languages)}",
        f"imports = {quoted(package['imports'])}",
        f'usage = {toml_text(package["usage"])}',
        f"packages.{key} = {quoted([package.get('package', package['name'])])}",
        "",
        "[[spelling]]",
        f'form = "{package.get("form", "{name}")}"',
        'proof = "import"',
        'value = "carrier"',
    ]
    by_code = {}
    for name, code in sorted(names.items()):
        by_code.setdefault(code, []).append(name)
    rows = ", ".join(f"{code} = {quoted(of_code)}" for code, of_code in sorted(by_code.items()))
    return "\n".join([*lines, f"irregular = {{ {rows} }}", ""])


def toml_text(text):
    return "'" + text + "'" if '"' in text else f'"{text}"'


def rows_of(path):
    lines = path.read_text().splitlines()[1:] if path.exists() else []
    return [line.split("\t") for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=ROOT / "target" / "libraries")
    parser.add_argument("packages", nargs="*", help="only these")
    asked = parser.parse_args()
    packages = tomllib.loads((HERE / "packages.toml").read_text())["package"]
    refused = {(package, name) for package, name, _ in rows_of(HERE / "refused.tsv")}
    found = {tuple(row[:3]): row for row in rows_of(HERE / "found.tsv")}
    for package in packages:
        if asked.packages and package["name"] not in asked.packages:
            continue
        try:
            version, names = read_package(package, asked.cache)
        except subprocess.CalledProcessError as error:
            print(f"{package['name']}: cannot be fetched: {error}", file=sys.stderr)
            continue
        of_package = (package["ecosystem"], package["name"])
        found = {key: row for key, row in found.items() if key[:2] != of_package}
        for name, code in names.items():
            found[(*of_package, name)] = [*of_package, name, str(code), version]
        kept = {name: code for name, code in names.items() if (package["name"], name) not in refused}
        print(f"{package['name']} {version}: {len(names)} names, {len(kept)} kept")
        if "file" in package and kept:
            (ROOT / "data" / "names" / f"{package['file']}.toml").write_text(toml_of(package, version, kept))
    head = "ecosystem\tpackage\tname\tcode\tversion\n"
    (HERE / "found.tsv").write_text(head + "".join("\t".join(row) + "\n" for _, row in sorted(found.items())))


if __name__ == "__main__":
    main()
