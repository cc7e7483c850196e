"""Faults that are really produced: `python scripts/faults.py` does so in full numbers.

killed     kill -9 at random moments of a dream, a gallery, a class being graded
places     a full disk, permissions lost and a folder deleted half way
downloads  weights from servers that stall, cut short, lie, by two processes at once
panels     20 panels in one Jupyter kernel
growth     1000 dreams in one process
result     what is told of each
"""

PARTS = ("killed", "places", "downloads", "panels", "growth")
