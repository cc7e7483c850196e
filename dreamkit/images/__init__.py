"""Pictures: in and out of files, as arrays, and what is drawn with them.

files           load_image and save_image: names, uploads, moving into place
addresses       fetching from http(s) and data addresses
sources         what load_image is given beside names
decoding        from a file of any format and mode to an array
color_profiles  embedded color profiles to sRGB
depth           gray levels of 16 and 32 bits
encoding        from an array to a file, and which format holds what
text_fields     texts in picture files: settings travel in them
arrays          the one form that pictures have here; resizing
spectra         how coarse or fine a picture is
samples         pictures that need no download
masks           where a dream may change a picture
figures         pictures beside each other, with titles and alt text
charts          lines, dots and bars of numbers, for the lessons
maps            numbers as pictures: signed values, heat, tables, frames
"""
