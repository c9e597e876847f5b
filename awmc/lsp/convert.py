"""What the analysis says, as the types of the protocol.

In: spans and plain data. Out: `lsprotocol` values. Needs the file of each span, since places are counted in UTF-16.
"""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types as lsp
from pygls import uris

from awmc.analysis.completion import Completion
from awmc.analysis.offers import Item
from awmc.analysis.outline import Entry
from awmc.analysis.positions import Place, offset_of, place_of
from awmc.diagnostics.model import Diagnostic, Edit, Severity
from awmc.source import SourceFile, Sources, Span

SEVERITIES = {
    Severity.error: lsp.DiagnosticSeverity.Error,
    Severity.warning: lsp.DiagnosticSeverity.Warning,
    Severity.note: lsp.DiagnosticSeverity.Information,
}

SYMBOLS = {
    "environment": lsp.SymbolKind.Module,
    "enum": lsp.SymbolKind.Enum,
    "record": lsp.SymbolKind.Struct,
    "entity": lsp.SymbolKind.Class,
    "state": lsp.SymbolKind.Class,
    "error": lsp.SymbolKind.Event,
    "invariant": lsp.SymbolKind.Boolean,
    "def": lsp.SymbolKind.Function,
    "extern": lsp.SymbolKind.Function,
    "view": lsp.SymbolKind.Interface,
    "tool": lsp.SymbolKind.Method,
    "task": lsp.SymbolKind.Event,
    "field": lsp.SymbolKind.Field,
    "has": lsp.SymbolKind.Array,
    "derive": lsp.SymbolKind.Property,
    "member": lsp.SymbolKind.EnumMember,
    "data": lsp.SymbolKind.Array,
    "on": lsp.SymbolKind.Event,
    "use": lsp.SymbolKind.File,
    "parameter": lsp.SymbolKind.Variable,
    "variable": lsp.SymbolKind.Variable,
    "loop name": lsp.SymbolKind.Variable,
}

_ITEMS = {
    "keyword": lsp.CompletionItemKind.Keyword,
    "function": lsp.CompletionItemKind.Function,
    "def": lsp.CompletionItemKind.Function,
    "tool": lsp.CompletionItemKind.Method,
    "entity": lsp.CompletionItemKind.Class,
    "state": lsp.CompletionItemKind.Class,
    "record": lsp.CompletionItemKind.Struct,
    "type": lsp.CompletionItemKind.TypeParameter,
    "enum": lsp.CompletionItemKind.Enum,
    "member": lsp.CompletionItemKind.EnumMember,
    "view": lsp.CompletionItemKind.Interface,
    "error": lsp.CompletionItemKind.Event,
    "field": lsp.CompletionItemKind.Field,
    "has": lsp.CompletionItemKind.Field,
    "derive": lsp.CompletionItemKind.Property,
    "parameter": lsp.CompletionItemKind.Variable,
    "variable": lsp.CompletionItemKind.Variable,
}


def uri_of(path: str) -> str:
    """The URI of a file; a path that is a URI already, of a text that was never saved, stays as it is."""
    return path if ":" in path.split("/", 1)[0][2:] else uris.from_fs_path(path) or path


def path_of(uri: str) -> str:
    """The path of a file's URI, with `/`; any other URI as it is."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return uri if path is None else path.replace("\\", "/")


def position(place: Place) -> lsp.Position:
    """A place."""
    return lsp.Position(place.line, place.column)


def offset(file: SourceFile, at: lsp.Position) -> int:
    """The offset of a position."""
    return offset_of(file, Place(at.line, at.character))


def range_of(file: SourceFile, span: Span) -> lsp.Range:
    """The range of a span."""
    return lsp.Range(position(place_of(file, span.start)), position(place_of(file, span.end)))


def span_of(file: SourceFile, found: lsp.Range) -> Span:
    """The span of a range."""
    return file.span(offset(file, found.start), offset(file, found.end))


def location(sources: Sources, span: Span) -> lsp.Location | None:
    """Where a span is; None for a file that is not at hand."""
    file = sources.get(span.path)
    return None if file is None else lsp.Location(uri_of(span.path), range_of(file, span))


def diagnostic(found: Diagnostic, sources: Sources) -> lsp.Diagnostic | None:
    """A diagnostic, with what helps in its message."""
    file = sources.get(found.span.path)
    if file is None:
        return None
    related = [
        lsp.DiagnosticRelatedInformation(place, label.text)
        for label in found.labels
        if (place := location(sources, label.span)) is not None
    ]
    return lsp.Diagnostic(
        range=range_of(file, found.span),
        message=found.message if found.help is None else f"{found.message}\n{found.help}",
        severity=SEVERITIES[found.severity],
        code=f"{found.code} {found.name}",
        source="awmc",
        related_information=related or None,
        data={"name": found.name},
    )


def text_edit(file: SourceFile, edit: Edit) -> lsp.TextEdit:
    """An edit of a file."""
    return lsp.TextEdit(range_of(file, edit.span), edit.text)


def workspace_edit(edits: Iterable[Edit], sources: Sources) -> lsp.WorkspaceEdit:
    """Edits of several files."""
    changes: dict[str, list[lsp.TextEdit]] = {}
    for edit in edits:
        file = sources.get(edit.span.path)
        if file is not None:
            changes.setdefault(uri_of(file.path), []).append(text_edit(file, edit))
    return lsp.WorkspaceEdit(changes=changes)


def completion(found: Completion, file: SourceFile, snippets: bool) -> lsp.CompletionList:
    """A completion; with `snippets` the editor fills in places."""
    where = range_of(file, file.span(found.start, found.end))
    items = [_item(item, where, snippets) for item in found.items]
    return lsp.CompletionList(is_incomplete=False, items=items)


def _item(item: Item, where: lsp.Range, snippets: bool) -> lsp.CompletionItem:
    snippet = item.snippet if snippets else None
    text = snippet if snippet is not None else item.label
    return lsp.CompletionItem(
        label=item.label,
        kind=_ITEMS.get(item.kind),
        detail=item.detail or None,
        documentation=item.doc or None,
        sort_text=f"{item.rank}{item.label}",
        filter_text=item.label,
        insert_text_format=lsp.InsertTextFormat.Snippet
        if snippet is not None
        else lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(where, text),
    )


def document_symbol(entry: Entry, file: SourceFile) -> lsp.DocumentSymbol:
    """An entry of the outline, with its parts."""
    return lsp.DocumentSymbol(
        name=entry.name,
        detail=entry.detail or None,
        kind=SYMBOLS[entry.kind],
        range=range_of(file, entry.whole),
        selection_range=range_of(file, entry.span),
        children=[document_symbol(part, file) for part in entry.parts],
    )
