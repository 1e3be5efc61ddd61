#!/usr/bin/env python3
"""Writes the notices of the third-party packages that this project distributes.

Three files, one beside each thing that is distributed:

  THIRD-PARTY-NOTICES.txt                  crates in the program, for all targets of a release
  editors/zed/THIRD-PARTY-NOTICES.txt      crates in Zed's extension
  editors/vscode/THIRD-PARTY-NOTICES.txt   npm packages in the bundle of the VS Code extension

Each lists package, version, license expression and source, and then every license text once. Packages that only build or test,
procedural macros among them, are not distributed and not listed. tests/notices.rs compares the lists with the lock files.

usage: notices.py [--check]
  --check   write nothing; exit with 1 if a file is out of date

Needs Python 3.11, cargo, and `npm ci --ignore-scripts` in editors/vscode. Cargo downloads the sources of crates that it does not
have yet; otherwise no network is needed."""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
NAME = "THIRD-PARTY-NOTICES.txt"

# What the standard library of Rust is made of, by `library/Cargo.lock` in Rust's repository, at the tag of the `rust-version` in
# Cargo.toml. `check_standard_library` compares it with the installed toolchain.
RUST = "1.95"
STANDARD_LIBRARY = {
    "addr2line": "0.25.1",
    "adler2": "2.0.1",
    "cfg-if": "1.0.4",
    "gimli": "0.32.3",
    "hashbrown": "0.16.1",
    "libc": "0.2.178",
    "memchr": "2.7.6",
    "miniz_oxide": "0.8.9",
    "object": "0.37.3",
    "rustc-demangle": "0.1.27",
    "windows-link": "0.2.1",
}
STANDARD_LIBRARY_OF_WASI = {
    "cfg-if": "1.0.4",
    "dlmalloc": "0.2.11",
    "hashbrown": "0.16.1",
    "libc": "0.2.178",
    "rustc-demangle": "0.1.27",
    "wasi": "0.14.4",
}
# In the toolchain, but only in programs that test or are procedural macros.
NEVER_LINKED = {"getopts", "rustc-literal-escaper"}
# License texts of what is not published as a crate, or published without them, from crates that have the same ones.
TEXTS_FROM = {"compiler_builtins": "0.1.160", "rustix": "1.1.6", "unicode-ident": "1.0.27", "wit-bindgen": "0.45.1"}
WITHOUT_TEXTS = {"wit-bindgen 0.41.0": "wit-bindgen", "wit-bindgen-rt 0.41.0": "wit-bindgen"}

LICENSE_FILE = re.compile(r"(un)?licen[cs]e|copying|copyright|notice", re.IGNORECASE)
# Folders of a package that no program is made from.
NOT_BUILT = {".github", "benches", "ci", "examples", "fuzz", "node_modules", "target", "test", "tests"}


@dataclass(order=True)
class Package:
    name: str
    version: str
    license: str = ""
    source: str = ""
    texts: list = field(default_factory=list)


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    check_standard_library()
    stale = [path for path, text in notices() if not put(path, text, check)]
    for path in stale:
        print(f"{path} is out of date: run .github/notices/notices.py", file=sys.stderr)
    sys.exit(1 if stale else 0)


def notices():
    """The files, with what belongs in them."""
    rust = standard_library(STANDARD_LIBRARY)
    rust.append(Package("LLVM libunwind", f"of Rust {RUST}", "Apache-2.0 WITH LLVM-exception", "https://libunwind.llvm.org",
                        lent_texts("rustix", "LICENSE-Apache-2.0_WITH_LLVM-exception")))
    rust.append(Package("musl", f"of Rust {RUST}", "MIT", "https://musl.libc.org", [(HERE / "musl.txt").read_text()]))
    yield NAME, render(
        "The program http-status-lsp contains the packages that follow. Its own license is in LICENSE-MIT and LICENSE-APACHE.",
        [("Packages", crates(PROJECT, released_targets())),
         (f"Standard library of Rust {RUST} (LLVM libunwind and musl in programs for Linux)", rust)])

    rust = standard_library(STANDARD_LIBRARY_OF_WASI)
    rust.append(Package("wasi-libc", f"of Rust {RUST}", "MIT", "https://github.com/WebAssembly/wasi-libc",
                        [(HERE / "wasi-libc.txt").read_text()]))
    yield f"editors/zed/{NAME}", render(
        "The extension of http-status-lsp for Zed contains the packages that follow. Its own license is in LICENSE-MIT and "
        "LICENSE-APACHE.",
        [("Packages", crates(PROJECT / "editors/zed", ["wasm32-wasip2"])), (f"Standard library of Rust {RUST}", rust)])

    yield f"editors/vscode/{NAME}", render(
        "The extension of http-status-lsp for VS Code contains the npm packages that follow. Its own license is in LICENSE. A server "
        "that comes with the extension has notices beside it, in the folder `server`.",
        [("Packages", npm_packages(PROJECT / "editors/vscode"))])


def released_targets():
    workflow = (PROJECT / ".github/workflows/release.yml").read_text()
    targets = re.findall(r"- target: (\S+)", workflow)
    assert targets, "the release workflow lists no targets"
    return targets


def put(path, text, check):
    """Whether the file has this text, or has it now."""
    path = PROJECT / path
    if check:
        return path.exists() and path.read_text() == text
    path.write_text(text)
    print(f"{path.relative_to(PROJECT)}: {len(text)} characters")
    return True


# Crates


def cargo(folder, *arguments):
    return output("cargo", "--quiet", *arguments, folder=folder)


def output(*command, folder=PROJECT):
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout


def crates(folder, targets):
    """The crates that are linked for any of the targets."""
    found = {}
    for target in targets:
        options = ["--edges=normal,no-proc-macro", "--prefix=none", "--format={p}", f"--target={target}"]
        tree = cargo(folder, "tree", "--locked", *options)
        linked = {tuple(line.split()[:2]) for line in tree.splitlines() if line}
        for package in metadata(folder, f"--filter-platform={target}"):
            key = (package["name"], f"v{package['version']}")
            if package["source"] and key in linked:
                found[key] = crate(package)
    return sorted(found.values())


def metadata(folder, *arguments):
    return json.loads(cargo(folder, "metadata", "--locked", "--format-version=1", *arguments))["packages"]


def crate(package):
    folder = Path(package["manifest_path"]).parent
    source = f"https://crates.io/crates/{package['name']}/{package['version']}"
    lender = WITHOUT_TEXTS.get(f"{package['name']} {package['version']}")
    found = lent_texts(lender) if lender else texts(folder)
    return Package(package["name"], package["version"], package["license"].replace("/", " OR "), source, found)


def standard_library(versions):
    """Rust's own library and the crates in it."""
    found = [crate(package) for package in published(versions)]
    libc = next(package for package in found if package.name == "libc")
    of_rust = f"of Rust {RUST}"
    source = "https://github.com/rust-lang/rust"
    library = Package("alloc, core, panic_unwind, std, unwind", of_rust, "(MIT OR Apache-2.0) AND Unicode-3.0", source,
                      [COPYRIGHT_OF_RUST, *libc.texts, *lent_texts("unicode-ident", "LICENSE-UNICODE")])
    builtins = Package("compiler_builtins", of_rust, "MIT AND Apache-2.0 WITH LLVM-exception", source,
                       lent_texts("compiler_builtins", "LICENSE.txt"))
    return [library, builtins, *sorted(found)]


COPYRIGHT_OF_RUST = """\
Copyright (c) The Rust Project Developers (see https://thanks.rust-lang.org)
library/backtrace: Copyright (c) 2014 Alex Crichton
library/std/src/sync/mpmc: Copyright (c) 2019 The Crossbeam Project Developers
library/core/src/unicode/unicode_data.rs: Copyright (c) 1991-2024 Unicode, Inc.
"""


def lent_texts(name, file=None):
    """All texts of a crate, or one of them, for something else that has the same."""
    [package] = published({name: TEXTS_FROM[name]})
    folder = Path(package["manifest_path"]).parent
    return [(folder / file).read_text()] if file else texts(folder)


def published(versions):
    """The metadata of crates on crates.io, of exactly these versions."""
    lines = "\n".join(f'{name} = {{ version = "={version}", default-features = false }}' for name, version in versions.items())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "lib.rs").touch()
        Path(folder, "Cargo.toml").write_text(
            f'[package]\nname = "published"\nedition = "2024"\n[lib]\npath = "lib.rs"\n[dependencies]\n{lines}\n[workspace]\n')
        found = json.loads(cargo(folder, "metadata", "--format-version=1"))["packages"]
    # What they depend on comes too. The part behind a `+` says nothing to cargo.
    wanted = [package for package in found if versions.get(package["name"]) == package["version"].split("+")[0]]
    assert len(wanted) == len(versions), f"wanted {versions}, found {found}"
    return wanted


def check_standard_library():
    """The versions above are those of the toolchain, as far as its libraries name them."""
    stated = tomllib.loads((PROJECT / "Cargo.toml").read_text())["package"]["rust-version"]
    assert stated == RUST, f"Cargo.toml states Rust {stated}, this script {RUST}"
    version = output("rustc", "--version")
    assert f" {RUST}." in version, f"Rust {RUST} is needed, to see what its library is made of; this is {version}"
    sysroot = output("rustc", "--print=sysroot").strip()
    known = STANDARD_LIBRARY | STANDARD_LIBRARY_OF_WASI
    for library in Path(sysroot, "lib/rustlib").glob("*/lib/*.rlib"):
        for name in re.findall(rb"/rust/deps/([A-Za-z][A-Za-z0-9_-]*?)-\d+\.", library.read_bytes()):
            assert name.decode() in known.keys() | NEVER_LINKED, f"{name.decode()} is in {library.name} and not in this script"
        for name, found in re.findall(rb"/rust/deps/([A-Za-z][A-Za-z0-9_-]*?)-(\d+\.\d+\.\d+)[/\0]", library.read_bytes()):
            wanted = known.get(name.decode())
            assert wanted in (None, found.decode()), f"{name.decode()}: this script says {wanted}, {library.name} {found.decode()}"


# npm packages


def npm_packages(extension):
    """What the sources import, and what that needs: all of it goes into the bundle."""
    locked = json.loads((extension / "package-lock.json").read_text())["packages"]
    found, wanted = {}, [("", name) for name in sorted(imported(extension / "src"))]
    while wanted:
        folder, name = wanted.pop()
        path = resolve(locked, folder, name)
        if path in found:
            continue
        entry = locked[path]
        source = f"https://www.npmjs.com/package/{name}/v/{entry['version']}"
        found[path] = Package(name, entry["version"], entry["license"], source, texts(extension / path))
        wanted += [(path, other) for other in entry.get("dependencies", {})]
    return sorted(found.values())


def imported(sources):
    """The packages that the sources of the extension import; VS Code and Node provide the others."""
    names = set()
    for source in sources.rglob("*.ts"):
        for name in re.findall(r"""(?:from|import|require\()\s*['"]([^'"]+)['"]""", source.read_text()):
            if not name.startswith((".", "node:")) and name != "vscode":
                names.add("/".join(name.split("/")[: 2 if name.startswith("@") else 1]))
    return names


def resolve(locked, folder, name):
    """Where Node finds a package from within another one."""
    while True:
        path = f"{folder}/node_modules/{name}".lstrip("/")
        if path in locked:
            return path
        assert folder, f"{name} is not in the lock file"
        folder = folder.rpartition("/node_modules/")[0] if "/node_modules/" in folder else ""


# Texts


def texts(folder):
    """License texts and notices of a package, wherever in it they stand."""
    found = []
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_BUILT)
        found += [Path(path, name).read_text() for name in sorted(files) if is_license(name)]
    assert found, f"{folder} has no license text"
    return found


def is_license(name):
    return LICENSE_FILE.match(name) and Path(name).suffix.lower() not in {".html", ".js", ".json", ".mjs", ".rs", ".toml", ".ts"}


def render(head, sections):
    """One notices file."""
    numbers, bodies = {}, []

    def number(text):
        key = " ".join(text.split())
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            bodies.append("\n".join(line.rstrip() for line in text.strip("\n").expandtabs().splitlines()))
        return numbers[key]

    lines = ["THIRD-PARTY NOTICES", "", *wrap(head), "", "Made by .github/notices/notices.py; changes by hand are lost."]
    for title, packages in sections:
        lines += ["", "", title, "=" * len(title)]
        for package in packages:
            used = ", ".join(dict.fromkeys(f"[{number(text)}]" for text in package.texts))
            lines += ["", f"{package.name} {package.version}", f"  License: {package.license}", f"  Source: {package.source}"]
            if "MPL-2.0" in package.license:
                lines += ["  Its source code is available under the Mozilla Public License 2.0 at the address above, unchanged."]
            lines += [f"  Texts: {used}"]
    lines += ["", "", "Texts", "====="]
    for index, body in enumerate(bodies, 1):
        lines += ["", f"[{index}] " + "-" * 80, "", body]
    return "\n".join(lines) + "\n"


def wrap(text, width=100):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


main()
