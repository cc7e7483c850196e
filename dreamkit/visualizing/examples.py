"""Dataset examples: which pictures of a collection excite a channel most, and where in them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dreamkit import bounds, device
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.progress import Step
from dreamkit.dreamnet import motifs
from dreamkit.errors import InputError, shown
from dreamkit.goals.objectives import channel as channel_goal
from dreamkit.goals.text import goal_for
from dreamkit.images.arrays import Picture, as_picture
from dreamkit.images.maps import framed
from dreamkit.networks.network import NetworkLike
from dreamkit.networks.network import network as network_named

BATCH = 54  # pictures at a time: 270 drawings of 64 pixels need some 100 MB
DRAWINGS = 270  # ten of each class
DRAWINGS_SEED = 12  # not among those that dreamnet learned from


@dataclass(frozen=True)
class Example:
    """Dataset example: the part of a picture that a channel answers to most, of that picture.

    Attributes
    ----------
    picture : numpy.ndarray
        float32, shape (height, width, 3): the receptive field of that place, moved as far into
        the picture as it reaches beyond it.
    activation : float
        The channel's at that place.
    source : int
        Which of the pictures it is from.
    position : (int, int)
        The row and the column of its top left pixel there.
    """

    picture: Picture
    activation: float
    source: int
    position: tuple[int, int]


@dataclass(frozen=True)
class TopPictures:
    """Dataset examples: what excites a channel, from three places of the ranking of pictures.

    Attributes
    ----------
    most : tuple of Example
        The most exciting pictures, the first one first.
    middling : tuple of Example
        Those in the middle of the ranking.
    least : tuple of Example
        The least exciting ones, the last one last.
    activations : numpy.ndarray
        float32, shape (pictures,): the highest activation in each picture looked at.
    """

    most: tuple[Example, ...]
    middling: tuple[Example, ...]
    least: tuple[Example, ...]
    activations: npt.NDArray[np.float32]


def top_pictures(
    network: NetworkLike | None,
    layer: str,
    channel: int,
    pictures: Iterable[npt.ArrayLike] | None = None,
    *,
    count: int = 9,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TopPictures:
    """Dataset examples: find what excites a channel most, middling and least in given pictures.

    Pictures are ranked by the channel's highest activation anywhere in them, and cut out around
    that place. Only beside what excites it little does it show what a channel is about.

    Parameters
    ----------
    network : str, Network or keras.Model, or None
        See `network`. None: "dreamnet".
    layer : str
        One of the network's `layer_names`.
    channel : int
        Its number, from 0.
    pictures : iterable of array, optional
        Pictures, see `load_image`, of any sizes; several of one size in a row are looked at
        together. Default: 270 drawings of the kind that dreamnet learned from, ten of each class.
    count : int
        How many examples of each kind; fewer if there are fewer pictures. Default 9.
    on_step : function, optional
        Called with a `Step` after each picture, instead of showing a progress bar. Its loss is
        the highest activation in that picture.
    should_stop : function, optional
        Asked before each batch; answering True ends it with the ranking of those looked at so
        far. So does Ctrl-C.

    Returns
    -------
    TopPictures
        With `most`, `middling` and `least`, each a tuple of `Example`: `picture`, `activation`,
        `source` and `position`; and with the `activations` of all.

    Raises
    ------
    InputError
        There is no such layer or channel, or something is not a picture or too small.

    References
    ----------
    .. [1] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
       https://distill.pub/2017/feature-visualization

    Examples
    --------
    >>> import dreamkit as dk
    >>> photos = [dk.sample(name, max_size=64) for name in ("cat", "clouds", "coffee")]
    >>> found = dk.top_pictures(None, "mixed1", 3, photos, count=1, on_step=lambda step: None)
    >>> bool(found.most[0].activation == found.activations.max())
    True
    """
    net, count = network_named(network), bounds.check("count", count)
    goal_for(net, channel_goal(layer, channel))
    pictures = drawings() if pictures is None else _listed(pictures, net, layer)
    look, places, highest = net.activations_model([layer]), [], []
    with Loop(len(pictures), doing="looking", on_step=on_step, should_stop=should_stop) as loop:
        for batch in _batches(pictures):
            if loop.stopping():
                break
            seen = np.stack([as_picture(picture) for picture in batch])
            maps = look(net.preprocess(seen))[layer].numpy()[..., channel]
            for picture, activations in zip(seen, maps, strict=True):
                places.append(np.unravel_index(activations.argmax(), activations.shape))
                highest.append(float(activations.max()))
                loop.tell(highest[-1], picture)
    ranking = np.argsort(-np.array(highest), kind="stable")

    def examples(indices):
        return tuple(
            _example(net, layer, as_picture(pictures[i]), highest[i], int(i), places[i])
            for i in indices
        )

    middle = max(0, (len(ranking) - count) // 2)
    return TopPictures(
        examples(ranking[:count]),
        examples(ranking[middle : middle + count]),
        examples(ranking[max(0, len(ranking) - count) :]),
        np.array(highest, np.float32),
    )


@functools.cache
def drawings() -> npt.NDArray[np.uint8]:
    """Return drawings of the kind that dreamnet learned from: (270, 72, 72, 3), classes in turn."""
    return motifs.dataset(DRAWINGS, DRAWINGS_SEED, processes=1)[0]


def _listed(pictures, net, layer):
    """The pictures as a list, each looked at once: a picture, and large enough."""
    if isinstance(pictures, str | bytes) or not isinstance(pictures, Iterable):
        raise InputError(f"pictures are a list of pictures, not {shown(pictures)}.")
    pictures = list(pictures)
    if not pictures:
        raise InputError("there are no pictures to look at; pass one or more.")
    for picture in pictures:
        net.check_size(as_picture(picture).shape[:2], [layer], "one of the pictures")
    return pictures


def _batches(pictures):
    """Pictures of one size that stand side by side, as many as are looked at together."""
    for (height, width), alike in itertools.groupby(pictures, lambda one: np.shape(one)[:2]):
        at_once = device.tiles_at_once(height, width)
        while batch := list(itertools.islice(alike, at_once)):
            yield batch


def _example(net, layer, picture, activation, source, place):
    """The receptive field of a place, cut out of its picture."""
    from dreamkit.networks import coverage

    parts = []
    for axis, side in enumerate(picture.shape[:2]):
        start, stop = coverage.receptive_field(
            net.model, net.layer(layer), side, axis, int(place[axis])
        )
        length = min(stop - start, side)
        start = min(max(start, 0), side - length)
        parts.append(slice(start, start + length))
    position = parts[0].start, parts[1].start
    return Example(picture[tuple(parts)].copy(), activation, source, position)


def peaks(
    pictures: npt.ArrayLike,
    layer_names: Iterable[str],
    network: NetworkLike | None = None,
) -> dict[str, npt.NDArray[np.float32]]:
    """Dataset examples: the highest activation of each channel anywhere in each picture.

    Parameters
    ----------
    pictures : array
        Shape (count, height, width, 3), in [0, 1].
    layer_names : iterable of str
        Of the network's `layer_names`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".

    Returns
    -------
    dict of str to numpy.ndarray
        For each layer, float32, shape (count, channels).

    Raises
    ------
    InputError
        There is no such layer.

    Examples
    --------
    >>> import numpy as np
    >>> from dreamkit.visualizing import examples
    >>> gray = np.full((3, 64, 64, 3), 0.5, np.float32)
    >>> examples.peaks(gray, ["stem"])["stem"].shape
    (3, 24)
    """
    net, names = network_named(network), list(layer_names)
    look = net.activations_model(names)
    pictures = np.asarray(pictures, np.float32)
    parts = [
        {name: maps.numpy().max(axis=(1, 2)) for name, maps in look(net.preprocess(some)).items()}
        for some in np.array_split(pictures, -(-len(pictures) // BATCH))
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def best(
    pictures: Sequence[npt.ArrayLike],
    layer: str,
    channel: int,
    field: float,
    network: NetworkLike | None = None,
    scale: int = 3,
) -> list[Picture]:
    """Dataset examples: pictures with a frame where a channel is excited most.

    Parameters
    ----------
    pictures : sequence of array
        Pictures of one size.
    layer : str
        One of the network's `layer_names`.
    channel : int
        Its number.
    field : float
        Side of the frame in pixels, such as the layer's receptive field.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    scale : int
        The pictures are enlarged by this factor. Default 3.

    Returns
    -------
    list of numpy.ndarray
        float32 pictures, in the order given.

    Raises
    ------
    InputError
        There is no such layer.

    Examples
    --------
    >>> import dreamkit as dk
    >>> from dreamkit.visualizing import examples
    >>> [shown] = examples.best([dk.sample("cat", max_size=64)], "stem", 3, field=5)
    >>> shown.shape[1]
    192
    """
    net = network_named(network)
    look, shown = net.activations_model([layer]), []
    for picture in pictures:
        answers = look(net.preprocess(np.asarray(picture, np.float32)[None]))[layer]
        answers = answers[0, ..., channel].numpy()
        place = np.unravel_index(answers.argmax(), answers.shape)
        steps = [
            side / count for side, count in zip(np.shape(picture), answers.shape, strict=False)
        ]
        top, left = ((at + 0.5) * step - field / 2 for at, step in zip(place, steps, strict=True))
        shown.append(framed(picture, (top, left, field, field), scale))
    return shown
