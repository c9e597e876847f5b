"""Calls of tools made up from the live data, played under the laws that every call keeps, and shrunk where one is broken."""
