"""DeepDream: gradient ascent over octaves.

dream             the verb: from a picture to a Dream
octaves           the sizes, and the detail that shrinking lost
settings          defaults, presets, ranges
result            Dream: the picture, its losses, the settings that make it again
stored_settings   these settings in the picture's file, written and read back
"""
