"""Diagnostics as a JUnit report, for programs that show test results: a suite a file, a case a diagnostic."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from awmc.diagnostics.frame import escape
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.render import frame_text, where
from awmc.source import Sources


def render_junit(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """The report; a file without a finding has one case that passes."""
    root = ElementTree.Element("testsuites", name="awmc lint")
    paths = dict.fromkeys([file.path for file in sources] + [d.span.path for d in diagnostics])
    for path in paths:
        found = [one for one in diagnostics if one.span.path == path]
        failed = [one for one in found if one.severity is not Severity.note]
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=path,
            tests=str(len(found) or 1),
            failures=str(len(failed)),
            errors="0",
        )
        for one in found:
            _case(suite, one, sources)
        if not found:
            ElementTree.SubElement(suite, "testcase", name="no finding", classname=path)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ElementTree.Element, one: Diagnostic, sources: Sources) -> None:
    place = escape(where(one.span, sources))
    name = f"{one.code} {one.name} at {place}"
    case = ElementTree.SubElement(suite, "testcase", name=name, classname=one.span.path)
    if one.severity is Severity.note:
        return
    failure = ElementTree.SubElement(
        case, "failure", message=escape(one.message), type=str(one.severity)
    )
    told = [place, frame_text(one, sources), f"help: {escape(one.help)}" if one.help else ""]
    failure.text = "\n".join(part for part in told if part)
