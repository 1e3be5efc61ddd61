"""Brings a framework into a folder outside of the repository, in the version that `frameworks.toml` pins."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(os.environ.get("REAL_HOME") or Path.home() / ".cache" / "http-status-lsp" / "real")
ROOT = HOME / "debian"
# Debian 12 has Rails on Rack 2.2, which has the old names of 413 and 422.
RELEASE = "bookworm"


class Failed(Exception):
    """A step that did not succeed, with what it printed."""


def run(command: list[str], **options) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise Failed(f"{' '.join(command)[:200]}\n{done.stdout[-3000:]}")


def once(marker: Path, content: str, step) -> None:
    """Runs the step unless it has run before with the same content."""
    content = hashlib.sha256(content.encode()).hexdigest()
    if marker.exists() and marker.read_text() == content:
        return
    step()
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_text(content)


def install(name: str, framework: dict) -> None:
    for kind, step in {"pip": pip, "npm": npm, "cargo": cargo, "debian": debian, "git": git}.items():
        if kind in framework:
            packages = framework[kind]
            once(HOME / name / f"{kind}.done", json.dumps(packages), lambda: step(name, packages))


def pip(name: str, packages: list[str]) -> None:
    folder = HOME / name / "python"
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(folder)])
    run([f"{folder}/bin/pip", "install", "--quiet", "--disable-pip-version-check", *packages])


def npm(name: str, packages: list[str]) -> None:
    folder = HOME / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{ "private": true }\n')
    run(["npm", "install", "--no-audit", "--no-fund", "--save-exact", *packages], cwd=folder)


def cargo(name: str, packages: list[str]) -> None:
    folder = HOME / name / "program"
    folder.mkdir(parents=True, exist_ok=True)
    package = f'[package]\nname = "{name}-lines"\nversion = "0.0.0"\nedition = "2021"\n'
    program = f'[[bin]]\nname = "{name}-lines"\npath = "main.rs"\n'
    dependencies = "[dependencies]\n" + "".join(f"{row}\n" for row in packages)
    # Each folder is a workspace, whatever folders it lies in.
    rest = "[profile.dev]\ndebug = 0\n\n[workspace]\n"
    (folder / "Cargo.toml").write_text("\n".join([package, program, dependencies, rest]))


def debian(name: str, packages: list[str]) -> None:
    """Adds packages to the unpacked Debian, so that the host gets no services and may have another release."""
    once(HOME / "debian.done", RELEASE, debian_root)
    apt = "apt-get -o DPkg::Lock::Timeout=600 install --quiet --yes --no-install-recommends"
    run(inside("/", f"{apt} {' '.join(packages)}"))


def git(name: str, sources: list[str]) -> None:
    """Clones sources, `address#tag` each, into the program's folder inside Debian: it has no newer package of them."""
    for source in sources:
        address, _, tag = source.partition("#")
        folder = ROOT / "real" / name / "sources" / address.rsplit("/", 1)[1]
        shutil.rmtree(folder, ignore_errors=True)
        quiet = ["--quiet", "-c", "advice.detachedHead=false"]
        run(["git", "clone", *quiet, "--depth", "1", "--branch", tag, address, str(folder)])


def debian_root() -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    if ROOT.exists():
        # A root that an interrupted step left behind. Nothing is mounted there: `inside` mounts in its own namespace.
        shutil.rmtree(ROOT)
    if not shutil.which("mmdebstrap"):
        raise Failed("mmdebstrap is missing: apt-get install mmdebstrap")
    run(["mmdebstrap", "--variant=apt", RELEASE, str(ROOT)])
    policy = ROOT / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    for path in [Path("/etc/resolv.conf"), *Path("/etc/apt/apt.conf.d").glob("*")]:
        copy = ROOT / path.relative_to("/")
        if not copy.exists():
            shutil.copy(path, copy)
    run(inside("/", "apt-get update --quiet"))


def inside(folder: str, command: str) -> list[str]:
    """The command in the Debian root, in namespaces that end with it and take all its processes along."""
    mounts = f"mount -t proc proc {ROOT}/proc && mount --rbind /dev {ROOT}/dev"
    script = f'cd "$1" && export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 && {command}'
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    namespaces = ["unshare", *user, "--mount", "--pid", "--fork", "--kill-child"]
    return [*namespaces, "sh", "-c", f'{mounts} && exec chroot {ROOT} sh -c "$1" sh "$2"', "sh", script, folder]
