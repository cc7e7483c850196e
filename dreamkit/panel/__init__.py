"""Panels for notebooks: a worker that dreams in a thread, and views made of widgets."""
