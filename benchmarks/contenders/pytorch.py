"""DeepDream in PyTorch on VGG16 up to relu4_3, which Keras calls block4_conv3.

"eager": a step as the best-known implementation takes it, in float32 and the usual memory layout
(github.com/gordicaleksa/pytorch-deepdream). "bfloat16": what PyTorch does best on a CPU, channels
last and in bfloat16, with nothing but the standard deviation to normalize the gradient.
"""

import itertools
import time

from benchmarks.contenders import Unavailable, wait
from benchmarks.pictures import photo

# The channels of VGG16's convolutions, between one pooling and the next.
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512))
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's colors
REACH = 32  # pixels of the random shift
LEARNING_RATE = 0.09
KERNEL, CASCADE = 9, (0.5, 1.0, 2.0)


def prepare(variant, device="cpu"):
    """Prepare the "eager" or the "bfloat16" variant, with random weights, on "cpu" or "gpu"."""
    try:
        import torch
    except ImportError:
        raise ModuleNotFoundError("PyTorch is not installed") from None

    if device == "gpu" and not torch.cuda.is_available():
        raise Unavailable("PyTorch sees no GPU that it can use")
    place = torch.device({"cpu": "cpu", "gpu": "cuda"}[device])
    model = _vgg16(torch).requires_grad_(False).eval().to(place)
    if variant == "bfloat16":
        model = model.to(memory_format=torch.channels_last)
    mean, deviation = (torch.tensor(n, device=place).view(1, 3, 1, 1) for n in (MEAN, DEVIATION))
    bounds = (0 - mean) / deviation, (1 - mean) / deviation
    gradient_of = {"eager": _eager_gradient, "bfloat16": _bfloat16_gradient}[variant]

    def step(picture, progress):
        down, right = torch.randint(-REACH, REACH + 1, (2,)).tolist()
        moved = torch.roll(picture, (down, right), (2, 3)).requires_grad_()
        gradient = gradient_of(torch, model, moved, progress)
        with torch.no_grad():
            moved += LEARNING_RATE * gradient / gradient.std()
            moved = moved.clamp(*bounds)
            return torch.roll(moved, (-down, -right), (2, 3))

    def run(steps, width, height):
        picture = torch.from_numpy(photo(width, height)).to(place).permute(2, 0, 1)[None]
        picture = ((picture - mean) / deviation).contiguous()
        if variant == "bfloat16":
            picture = picture.to(memory_format=torch.channels_last)
        wait(picture)
        seconds = []
        for index in range(steps):
            began = time.perf_counter()
            picture = step(picture, (index + 1) / steps)
            wait(picture)
            seconds.append(time.perf_counter() - began)
        return seconds

    return run, {"threads": torch.get_num_threads()}


def _vgg16(torch):
    layers = []
    for number, block in enumerate(BLOCKS):
        layers += [torch.nn.MaxPool2d(2)] if number else []
        before = BLOCKS[number - 1][-1] if number else 3
        for inward, outward in itertools.pairwise((before, *block)):
            layers += [torch.nn.Conv2d(inward, outward, 3, padding=1), torch.nn.ReLU(inplace=True)]
    return torch.nn.Sequential(*layers)


def _eager_gradient(torch, model, picture, progress):
    activation = model(picture)
    loss = torch.nn.functional.mse_loss(activation, torch.zeros_like(activation))
    loss.backward()
    return _smooth(torch, picture.grad, progress * 2.0 + 0.5)


def _bfloat16_gradient(torch, model, picture, _progress):
    with torch.autocast(picture.device.type, torch.bfloat16):
        activation = model(picture)
    activation.float().square().mean().backward()
    return picture.grad


def _smooth(torch, gradient, sigma):
    """The mean of the gradient blurred with three Gaussian kernels, which change every step."""
    places = torch.arange(KERNEL, device=gradient.device) - KERNEL // 2
    padded = torch.nn.functional.pad(gradient, [KERNEL // 2] * 4, mode="reflect")
    blurred = []
    for factor in CASCADE:
        line = torch.exp(-0.5 * (places / (factor * sigma)) ** 2)
        kernel = torch.outer(line, line) / line.sum() ** 2
        kernels = kernel.expand(3, 1, KERNEL, KERNEL).contiguous()
        blurred.append(torch.nn.functional.conv2d(padded, kernels, groups=3))
    return sum(blurred) / len(blurred)
