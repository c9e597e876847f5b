"""Answers that several rules ask for, each computed once for a spec: reached as properties of `awmc.lint.subject.Subject`."""
