"""Pictures of the lessons that are stored, not computed: drawings, and what a larger network made.

illustration     one of them by name, as a notebook shows it; how a script stores one

Each is a NAME.svg or NAME.webp with a NAME.json beside it.
"""
