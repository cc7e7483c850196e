"""Pictures as files of a form, made with Pillow and not with what is tested."""

import io

from PIL import Image


def saved(image, form, **options):
    """The bytes of a file that holds an array or a picture of Pillow."""
    if not isinstance(image, Image.Image):
        image = Image.fromarray(image)
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
