"""Diagnostics: the model, the one registry of codes and words, suggestions, fixes and renderers."""
