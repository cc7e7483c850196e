"""The pictures that dreamnet learns from, drawn.

canvas       brushes, colors and shapes; what all others draw with
noise, frames, tilings    textures of chance, places on a picture, patterns that fill it
scenery      what stands behind a motif, and the camera
faces, creatures, plants, things, patterns    the motifs
"""
