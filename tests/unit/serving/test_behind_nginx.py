"""The nginx block of the guide, read as nginx does: it leads to what the command beside it serves."""

import inspect
import re

from guide_lines import GUIDE

from qep_lib.cli.at_the_desk import serve
from qep_lib.cli.serve import split_base_url

ASKED_OF_IT = {
    "proxy_http_version": ["1.1"],
    "proxy_set_header": [
        "Host $host",
        "X-Forwarded-Proto $scheme",
        "Upgrade $http_upgrade",
        'Connection "upgrade"',
    ],
}
"""The name that the door knows, the scheme that closes the cookie, and what lets the channel of a kernel through."""


def test_the_block_leads_to_what_the_command_serves():
    """The path of `--base-url` kept as it is, the port by default, the four headers."""
    guide = GUIDE.read_text(encoding="utf-8")
    path, host = split_base_url(re.search(r"`qep serve --base-url (\S+)`", guide)[1])
    location, block = re.search(r"```\nlocation (\S+) \{\n(.*?)\n\}\n```", guide, re.DOTALL).groups()
    said: dict[str, list[str]] = {}
    for directive, words in re.findall(r"^ +(\w+) +(.+);$", block, re.MULTILINE):
        said.setdefault(directive, []).append(words)
    port = inspect.signature(serve).parameters["port"].default
    assert host is not None and location == path
    # An address without a path: nginx passes the one that was asked.
    assert said == ASKED_OF_IT | {"proxy_pass": [f"http://127.0.0.1:{port}"]}
    assert len(said["proxy_set_header"]) + 2 == len(block.splitlines())
