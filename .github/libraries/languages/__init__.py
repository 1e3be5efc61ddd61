"""Readers of sources, one file a language. Each has `names(archive)`, from names to codes, and `version(archive)`."""

import http
import re

PHRASES = {status.name: int(status) for status in http.HTTPStatus}
PHRASES |= {"PAYLOAD_TOO_LARGE": 413, "CONTENT_TOO_LARGE": 413, "UNPROCESSABLE_ENTITY": 422, "UNPROCESSABLE_CONTENT": 422}

# What a class calls its status.
STATUS_KEY = r"_?(?:status|status_code|statusCode|code|http_status|http_status_code|httpStatus|http_code|status_int)"

# Where tests and copies of other packages stand.
OTHER_PATHS = re.compile(r"(^|/)(tests?|testing|spec|__tests__|_?vendor|examples?|docs?|node_modules)/")

# A response or a request has a default status and does not stand for it.
NO_STATUS = re.compile(r"^(HTTP|Http|Base|Streaming|JSON|Json|File|Template|Raw)*(Response|Request|Route|Router|Error|Exception|ErrorBase|Template)$")


def is_code(number):
    return 100 <= number <= 599


def stands_for_error(name):
    """Whether a class of that name is more than a response or an error of any status."""
    return not NO_STATUS.match(name) and not name.endswith(("Response", "Pipe", "Router", "Application", "Servlet", "Module"))
