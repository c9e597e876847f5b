"""The jinja2 skeletons of `templates/`, fed by view models whose fields are finished.

In: the name of a template and its view. Out: text. Nothing is escaped here: views hold text that is already
quoted for its place, or the template asks for it with a filter of `awmc.emit.quote`.
"""

from functools import cache

from jinja2 import Environment, FunctionLoader, StrictUndefined

from awmc.emit import quote
from awmc.resources import template_text

FILTERS = {
    "block": quote.block,
    "code": quote.code,
    "comment": quote.comment,
    "docstring": quote.docstring,
    "md": quote.plain,
    "mermaid": quote.mermaid,
    "py": quote.python_text,
    "quoted": quote.quoted,
}


def render(template: str, view: object) -> str:
    """The template's text; it sees the view's fields as `view`."""
    return _environment().get_template(template).render(view=view)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(template_text),
        undefined=StrictUndefined,
        autoescape=False,  # the output is Python and Markdown, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    return environment
