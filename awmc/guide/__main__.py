"""`python -m awmc.guide`: writes the guides, in a checkout."""

from __future__ import annotations

from awmc.guide.pages import files

if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8", newline="\n")
