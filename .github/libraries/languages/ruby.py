"""Ruby: packages of Debian, read by tables from codes to classes and by the statuses that classes set."""

import re
import subprocess
import tempfile
from pathlib import Path

from . import OTHER_PATHS, STATUS_KEY, stands_for_error

CONSTANT = r"((?:[A-Z]\w*::)*[A-Z]\w*)"
ROW = re.compile(rf"^\s*(?:when\s+([1-5]\d\d)\s*(?:then|;)|([1-5]\d\d)\s*=>)\s*(?:raise\s+)?{CONSTANT}\s*,?\s*$", re.M)
CLASS = re.compile(rf"^\s*class\s+{CONSTANT}\s*<\s*[\w:]+\s*[;\n]((?:(?!\n\s*class ).){{0,400}})", re.M | re.S)
SET = re.compile(rf"(?:@?{STATUS_KEY}\s*=|http_status|def\s+{STATUS_KEY}\s*;?\s*)\s*\(?\s*([1-5]\d\d)\b")


def version(archive):
    return archive.name.split("_")[1].split("-")[0]


def names(archive):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        for path in sorted(Path(folder).rglob("*.rb")):
            if path.is_symlink() or OTHER_PATHS.search(str(path.relative_to(folder))):
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            for then, arrow, name in ROW.findall(text):
                found.setdefault(last(name), int(then or arrow))
            for name, inside in CLASS.findall(text):
                code = SET.search(inside)
                if code and stands_for_error(name.split("::")[-1]):
                    found.setdefault(last(name), int(code.group(1)))
    return found


def last(constant):
    """The last part of a path: what a program may write behind any alias of the module."""
    return constant.split("::")[-1]
