"""The drawings that explain: one module each, in one visual language (`style`).

A module has NAME.svg's `TEXTS` (alt, caption), `numbers()`, which works out what is written in
the drawing, and `draw(numbers)`, which returns a matplotlib figure.
"""
