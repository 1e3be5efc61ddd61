"""Python: wheels, read with `ast`."""

import ast
import re
import zipfile

from . import OTHER_PATHS, PHRASES, STATUS_KEY, is_code, stands_for_error

KEY = re.compile(rf"{STATUS_KEY}\Z")


def version(archive):
    return archive.name.split("-")[1]


def names(archive):
    found = {}
    with zipfile.ZipFile(archive) as wheel:
        for path in wheel.namelist():
            if not path.endswith(".py") or OTHER_PATHS.search(path):
                continue
            try:
                tree = ast.parse(wheel.read(path).decode("utf-8"))
            except (SyntaxError, UnicodeDecodeError, ValueError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    code = code_of_class(node)
                    if code and stands_for_error(node.name):
                        found.setdefault(node.name, code)
                elif isinstance(node, ast.Dict):
                    found |= {name: code for name, code in table(node) if name not in found}
    return found


def code_of(node):
    """The status that an expression is: a number, or a constant named for it."""
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool) and is_code(number):
            return number
        case ast.Name(id=name) | ast.Attribute(attr=name) if numbered := re.match(r"HTTP_(\d{3})", name):
            return int(numbered.group(1))
        case ast.Attribute(value=inner, attr="value"):
            return code_of(inner)
        case ast.Attribute(value=of, attr=name) if re.search(r"(?i)status|client|http", ast.unparse(of)):
            return PHRASES.get(name)
        case ast.Call(func=ast.Name(id="int"), args=[inner]):
            return code_of(inner)
    return None


def assigned(statement):
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return name, value
    return None, None


def code_of_class(node):
    """The status that a class sets: as an attribute, as a default of its constructor, or in a call of the one above."""
    for statement in node.body:
        name, value = assigned(statement)
        if name and KEY.match(name) and (code := code_of(value)):
            return code
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            return code_of_constructor(statement)
    return None


def code_of_constructor(function):
    arguments = function.args
    last = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    defaults = [*zip(last, arguments.defaults), *zip(arguments.kwonlyargs, arguments.kw_defaults)]
    for argument, default in defaults:
        if KEY.match(argument.arg) and (code := code_of(default)):
            return code
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr="__init__"), args=args, keywords=keywords):
                values = [word.value for word in keywords if word.arg and KEY.match(word.arg)] + args[:1]
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if KEY.match(name):
                values = [value]
            case _:
                continue
        for value in values:
            if code := code_of(value):
                return code
    return None


def table(node):
    """`{404: NotFoundError, …}`: a table from codes to classes."""
    rows = [(code_of(key) if key else None, value) for key, value in zip(node.keys, node.values)]
    is_class = lambda value: isinstance(value, (ast.Name, ast.Attribute)) and ast.unparse(value).split(".")[-1][:1].isupper()
    if len(rows) < 3 or not all(code and is_class(value) for code, value in rows):
        return []
    return [(ast.unparse(value).split(".")[-1], code) for code, value in rows]
