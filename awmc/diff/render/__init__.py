"""Comparisons for a terminal or a pull request, for programs, and for GitHub."""
