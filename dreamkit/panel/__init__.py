"""Panels for notebooks: a controller that dreams in a thread, and views made of widgets."""
