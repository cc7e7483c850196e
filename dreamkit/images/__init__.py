"""Pictures: in and out of files, as arrays, and what is drawn with them.

files        loading and saving, addresses, text fields of a PNG
arrays       the one form that pictures have here; resizing
spectra      how coarse or fine a picture is
samples      pictures that need no download
masks        where a dream may change a picture
figures      pictures beside each other, with titles and alt text
charts       lines, dots and bars of numbers, for the lessons
maps         numbers as pictures: signed values, heat, tables, frames
"""
