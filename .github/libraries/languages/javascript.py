"""JavaScript and TypeScript: archives of npm, read by the declarations of classes."""

import json
import re
import tarfile

from . import OTHER_PATHS, PHRASES, STATUS_KEY, is_code, stands_for_error

CLASS = re.compile(
    r"\bclass\s+([A-Z]\w*)\s*(?:<[^{]*>)?\s*(extends\s+[^{]+?)?\s*(?:implements[^{]+)?\{"
    r"|\b(?:var|let|const)\s+([A-Z]\w*)\s*=\s*class\s+(?:\w+\s+)?(extends\s+[^{]+?)?\s*\{"
)
# In the order in which they count.
CODES = [
    re.compile(rf"(?:^|[\s;{{])(?:(?:readonly|static|public|override)\s+)*(?:this\.)?{STATUS_KEY}\s*[:=]\s*([1-5]\d\d)\b"),
    re.compile(r"super\(\s*([1-5]\d\d)\s*[,)]"),
    re.compile(r"super\([^()]*,\s*([1-5]\d\d)\s*[,)]"),
    re.compile(r"HttpStatus\.([A-Z_]+)"),
]
LARGEST = 600_000


def version(archive):
    with tarfile.open(archive) as package:
        return json.load(package.extractfile("package/package.json"))["version"]


def names(archive):
    found = {}
    with tarfile.open(archive) as package:
        for member in package:
            path = member.name.removeprefix("package/")
            is_source = re.search(r"\.[cm]?[jt]s$", path) and not path.endswith(".min.js") and "/compiled/" not in path
            if not is_source or OTHER_PATHS.search(path) or member.size > LARGEST:
                continue
            text = package.extractfile(member).read().decode("utf-8", "replace")
            for declaration in CLASS.finditer(text):
                name = declaration.group(1) or declaration.group(3)
                above = declaration.group(2) or declaration.group(4) or ""
                code = code_of(above, body(text, declaration.end()))
                if code and above and stands_for_error(name):
                    found.setdefault(name, code)
    return found


def body(text, start):
    """The body of a class whose brace ends before `start`: at most 6,000 characters."""
    depth = 1
    for at in range(start, min(len(text), start + 6000)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[start:at]
    return ""


def code_of(above, text):
    typed = re.search(r"<([1-5]\d\d)[,>]", above)
    if typed:
        return int(typed.group(1))
    for pattern in CODES:
        for word in pattern.findall(text):
            code = int(word) if word.isdigit() else PHRASES.get(word)
            if code and is_code(code):
                return code
    return None
