"""What the making of documents raises; apart from what makes them, which takes half a second to load."""


class RenderError(Exception):
    """A document that did not come out clean; the text says what was wrong with it."""
