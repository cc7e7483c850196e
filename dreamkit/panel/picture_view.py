"""A picture on the page, with a text for those who cannot see it."""

from __future__ import annotations

from dreamkit.images import figures
from dreamkit.panel.layout import wide, widgets


class PictureView(widgets.HTML):
    """One picture that changes in place; an `Image` of ipywidgets has no alt text.

    Attributes
    ----------
    content : bytes
        The file that is shown; b"" before there is one.
    alt : str
        What is to be seen, for those who cannot see it.
    """

    content: bytes
    alt: str

    def __init__(self) -> None:
        self.content, self.alt = b"", ""
        super().__init__(layout=wide())
        self.add_class("dreamkit-figure")

    def show(self, content: bytes, alt: str, width: int | None = None) -> None:
        """Show a file, `width` pixels wide on the page or as wide as it is, or as there is room."""
        self.content, self.alt = content, alt
        self.value = figures.img(content, alt, width=width)
