"""What mkdocs is told about the pages of this repository.

In: the pages as a repository viewer shows them. Out: the same as the site shows them:

- What stands in an info string after a block's language, such as `fragment`, is for the tests, and is taken out.
- Specs, ARCHITECTURE.md and CHANGELOG.md lie outside of docs/: the site has a page for each, and links lead there. A link to a folder leads to
  the page that lists what is in it.
"""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

from mkdocs.structure.files import File, Files

TOP = Path(__file__).parents[2]
OUTSIDE = ("ARCHITECTURE.md", "CHANGELOG.md")

_BLOCK = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_INFO = re.compile(r'^```(?P<language>\w*)[^\n]*?(?P<title> title="[^"\n]*")?$', re.MULTILINE)
_LINK = re.compile(r"\]\((?P<path>[^)#\s:]+)(?P<anchor>#[^)\s]*)?\)")


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """The files of docs/, and pages of those beside it."""
    pages = {name: (TOP / name).read_text("utf-8") for name in OUTSIDE}
    pages |= {f"specs/{spec.stem}.md": _page(spec) for spec in sorted(TOP.glob("specs/*.awm"))}
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def _page(spec: Path) -> str:
    """A spec as a page of its own, as wide as can be."""
    text = spec.read_text("utf-8")
    return f"---\nhide: [toc]\n---\n\n# {spec.stem}.awm\n\n```awm\n{text}```\n"


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A page as the site shows it."""
    uri = page.file.src_uri
    texts, blocks = _BLOCK.split(markdown)[::2], _BLOCK.split(markdown)[1::2]
    shown = [_INFO.sub(r"```\g<language>\g<title>", block, count=1) for block in blocks]
    linked = [_LINK.sub(lambda link: _relinked(link, uri), text) for text in texts]
    return "".join(a + b for a, b in zip(linked, [*shown, ""], strict=True))


def _relinked(link: re.Match[str], uri: str) -> str:
    """A link of the repository as one of the site; one that leads nowhere stays, for mkdocs to report."""
    place = "." if uri in OUTSIDE else join("docs", dirname(uri))
    target = _uri(normpath(join(place, link["path"])))
    if target is None:
        return link[0]
    return f"]({relpath(target, dirname(uri) or '.')}{link['anchor'] or ''})"


def _uri(path: str) -> str | None:
    """Where the site has what lies at a path of the repository."""
    if (TOP / path).is_dir():
        names = ("README.md", "index.md")
        found = [join(path, name) for name in names if (TOP / path / name).exists()]
        return _uri(found[0]) if found else None
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if path in OUTSIDE:
        return path
    return path.removesuffix(".awm") + ".md" if re.fullmatch(r"specs/\w+\.awm", path) else None
