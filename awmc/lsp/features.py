"""What the server answers: one function a request, which asks the analysis and converts what it says.

In: requests of an editor. Out: answers; an empty one where a text is not known or nothing is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from awmc.analysis import actions, calls, inlay, outline, rename
from awmc.analysis.completion import complete
from awmc.analysis.document import Analysis
from awmc.analysis.formatting import formatted
from awmc.analysis.hover import hover
from awmc.analysis.positions import place_of
from awmc.analysis.resolve import Use
from awmc.diagnostics.model import Edit
from awmc.lsp import convert
from awmc.lsp.server import Server
from awmc.source import SourceFile, Sources

FIX_ALL = "source.fixAll.awmc"


def make_server() -> Server:
    """A server that answers everything here."""
    server = Server()
    for register in (_texts, _questions, _names, _shapes, _changes, _formatting):
        register(server)
    return server


def _texts(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        ls.changed(convert.path_of(params.text_document.uri), params.text_document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.changed(convert.path_of(uri), ls.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        ls.saved(convert.path_of(params.text_document.uri))

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.closed(convert.path_of(params.text_document.uri))

    @server.feature(lsp.SHUTDOWN)
    def shutdown(ls: Server, params: None) -> None:
        ls.ended = True
        ls.stop()


def _questions(server: Server) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.CompletionOptions(trigger_characters=[".", "{", "(", "@", '"']),
    )
    async def completion(ls: Server, params: lsp.CompletionParams) -> lsp.CompletionList | None:
        found = await ls.latest(convert.path_of(params.text_document.uri))
        if found is None:
            return None
        analysis, file = found
        made = complete(analysis, file, convert.offset(file, params.position))
        return convert.completion(made, file, _takes_snippets(ls))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return None
        analysis, file = found
        about = hover(analysis, file.path, convert.offset(file, params.position))
        if about is None:
            return None
        text = lsp.MarkupContent(lsp.MarkupKind.Markdown, about.text)
        return lsp.Hover(text, convert.range_of(file, about.span))

    @server.feature(
        lsp.TEXT_DOCUMENT_SIGNATURE_HELP,
        lsp.SignatureHelpOptions(trigger_characters=["(", ","]),
    )
    async def signature(ls: Server, params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
        found = await ls.latest(convert.path_of(params.text_document.uri))
        if found is None:
            return None
        analysis, file = found
        called = calls.signature_at(analysis, file, convert.offset(file, params.position))
        if called is None:
            return None
        parameters = [lsp.ParameterInformation(text) for text in called.parameters]
        one = lsp.SignatureInformation(called.label, called.doc or None, parameters)
        return lsp.SignatureHelp([one], 0, called.active if called.active >= 0 else None)

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(ls: Server, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return []
        analysis, file = found
        return [
            lsp.InlayHint(
                convert.position(place_of(file, hint.offset)),
                hint.text,
                lsp.InlayHintKind.Type,
                tooltip=hint.whole if hint.whole != hint.text else None,
            )
            for hint in inlay.hints(analysis, convert.span_of(file, params.range))
        ]


def _takes_snippets(ls: Server) -> bool:
    text = ls.client_capabilities.text_document
    item = text.completion.completion_item if text and text.completion else None
    return bool(item and item.snippet_support)


def _names(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(ls: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return []
        analysis, file = found
        offset = convert.offset(file, params.position)
        uses = analysis.uses_at(file.path, offset)
        spans = dict.fromkeys(analysis.symbols[use.key].span for use in uses)
        places = [convert.location(analysis.sources, span) for span in spans]
        return [place for place in places if place is not None] or _used_file(
            analysis, file, offset
        )

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def references(ls: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return []
        analysis, file = found
        uses = _references(analysis, file, convert.offset(file, params.position))
        if not params.context.include_declaration:
            uses = [use for use in uses if use.span != analysis.symbols[use.key].span]
        places = [convert.location(analysis.sources, use.span) for use in uses]
        return [place for place in places if place is not None]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(
        ls: Server, params: lsp.DocumentHighlightParams
    ) -> list[lsp.DocumentHighlight]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return []
        analysis, file = found
        uses = _references(analysis, file, convert.offset(file, params.position))
        here = [use for use in uses if use.span.path == file.path]
        return [lsp.DocumentHighlight(convert.range_of(file, use.span)) for use in here]

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(ls: Server, params: lsp.PrepareRenameParams) -> lsp.Range:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            raise JsonRpcInvalidParams("this file is not known")
        analysis, file = found
        target = rename.renamed_at(analysis, file.path, convert.offset(file, params.position))
        if isinstance(target, rename.Refusal):
            raise JsonRpcInvalidParams(target.reason)
        return convert.range_of(file, target[1].span)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    async def renamed(ls: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return None
        _, file = found
        offset = convert.offset(file, params.position)
        edits: dict[Edit, None] = {}
        sources = Sources()
        for look in ls.specs.looks(file.path):
            texts, folder = dict(ls.specs.files), Path(look.main).parent
            made = rename.rename(look, file.path, offset, params.new_name, folder, texts)
            if isinstance(made, rename.Refusal):
                raise JsonRpcInvalidParams(made.reason)
            edits.update(dict.fromkeys(made))
            for used in look.sources:
                sources.add(used)
        return convert.workspace_edit(edits, sources)


def _references(analysis: Analysis, file: SourceFile, offset: int) -> list[Use]:
    found = analysis.symbol_at(file.path, offset)
    return [] if found is None else list(analysis.references(found[0].key))


def _used_file(analysis: Analysis, file: SourceFile, offset: int) -> list[lsp.Location]:
    """The file that the `use` at a place names."""
    decl = analysis.declaration(file.path, offset)
    path = getattr(decl, "path", None)
    if decl is None or path is None or not path.span.start <= offset <= path.span.end:
        return []
    target = Path(file.path).parent / (path.plain or "")
    if not target.is_file():
        return []
    start = lsp.Position(0, 0)
    return [lsp.Location(convert.uri_of(target.as_posix()), lsp.Range(start, start))]


def _shapes(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(ls: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        module = None if found is None else found[0].module(found[1].path)
        if found is None or module is None:
            return []
        return [convert.document_symbol(entry, found[1]) for entry in outline.outline(module)]

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(ls: Server, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        module = None if found is None else found[0].module(found[1].path)
        if found is None or module is None:
            return []
        ranges = [convert.range_of(found[1], span) for span in outline.folds(module)]
        lines = {(r.start.line, r.end.line) for r in ranges if r.end.line > r.start.line}
        return [lsp.FoldingRange(start, end) for start, end in sorted(lines)]

    @server.feature(lsp.WORKSPACE_SYMBOL)
    def everywhere(ls: Server, params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        wanted = params.query.lower()
        made: list[lsp.WorkspaceSymbol] = []
        for analysis in ls.specs.analyses.values():
            for symbol in analysis.symbols.values():
                place = convert.location(analysis.sources, symbol.span)
                if wanted in symbol.name.lower() and not symbol.is_local and place is not None:
                    kind = convert.SYMBOLS[symbol.kind]
                    owner = symbol.owner or None
                    made.append(lsp.WorkspaceSymbol(place, symbol.name, kind, container_name=owner))
        return made[:1000]


def _changes(server: Server) -> None:
    kinds: list[lsp.CodeActionKind | str] = [lsp.CodeActionKind.QuickFix, FIX_ALL]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=kinds))
    async def offered(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        found = await ls.current(convert.path_of(params.text_document.uri))
        if found is None:
            return []
        analysis, file = found
        only = params.context.only
        made: list[lsp.CodeAction] = []
        if _wants(only, lsp.CodeActionKind.QuickFix):
            span = convert.span_of(file, params.range)
            for action in actions.actions(file, analysis.diagnostics, span):
                made.append(_action(analysis, action))
        edits = actions.fix_all(file, analysis.diagnostics)
        if edits and _wants(only, FIX_ALL):
            change = _change(analysis, edits)
            made.append(lsp.CodeAction("Apply all safe fixes", FIX_ALL, edit=change))
        return made


def _wants(only: Sequence[str] | None, kind: str) -> bool:
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def _action(analysis: Analysis, action: actions.Action) -> lsp.CodeAction:
    about = convert.diagnostic(action.diagnostic, analysis.sources)
    return lsp.CodeAction(
        action.title,
        lsp.CodeActionKind.QuickFix,
        diagnostics=[about] if about is not None else None,
        is_preferred=action.safe or None,
        edit=_change(analysis, action.edits),
    )


def _change(analysis: Analysis, edits: Sequence[Edit]) -> lsp.WorkspaceEdit:
    return convert.workspace_edit(edits, analysis.sources)


def _formatting(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def format_text(ls: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        file = ls.specs.files.get(convert.path_of(params.text_document.uri))
        text = None if file is None else formatted(file)
        if file is None or text is None or text == file.text:
            return None
        whole = convert.range_of(file, file.span(0, len(file.text)))
        return [lsp.TextEdit(whole, text)]
