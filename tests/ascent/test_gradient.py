"""One step uphill, against gradients worked out by hand."""

import numpy as np
import pytest
import tutorial

import dreamkit as dk
from dreamkit.ascent import gradient as gradient_module
from dreamkit.ascent.gradient import gradient_function, loss_function
from dreamkit.goals.loss import goal_loss
from dreamkit.networks import network as networks
from dreamkit.networks import optimized


def loss_and_gradient(function, picture):
    values, gradients = function(picture[None])
    return np.asarray(values)[0], np.asarray(gradients)[0]


def test_the_gradient_of_a_mean_of_a_linear_layer(linear_network, photo):
    """mean(3 blue) in [-1, 1] terms: each blue pixel adds 2 * 3 / pixels, nothing else does."""
    loss, gradient = loss_and_gradient(
        gradient_function(linear_network, dk.channel("mix", 1)), photo
    )
    pixels = photo.shape[0] * photo.shape[1]
    assert loss == pytest.approx(np.mean(3 * (2 * photo[..., 2] - 1)), rel=1e-4)
    np.testing.assert_allclose(gradient[..., 2], 6 / pixels, rtol=1e-4)
    assert (gradient[..., :2] == 0).all()


def test_the_gradient_of_a_mean_square(linear_network, photo):
    """d mean((r - 2g)^2) / dr = 2 (r - 2g) * 2 / pixels, where r and g are in [-1, 1] terms."""
    _, gradient = loss_and_gradient(
        gradient_function(linear_network, dk.channel("mix", 0, power=2)), photo
    )
    x = 2 * photo.astype(np.float64) - 1
    inner = x[..., 0] - 2 * x[..., 1]
    expected = 4 * inner / inner.size
    np.testing.assert_allclose(gradient[..., 0], expected, atol=1e-7)
    np.testing.assert_allclose(gradient[..., 1], -2 * expected, atol=2e-7)


def test_the_gradient_of_a_trained_network_is_the_slope(photo):
    """Against a finite difference along the gradient itself, in float32."""
    net = dk.network()
    function = gradient_function(net, dk.layer("mixed3"))
    x = np.clip(photo, 0.1, 0.9)
    _, gradient = loss_and_gradient(function, x)
    direction = gradient / np.linalg.norm(gradient)
    step = 0.05
    both = np.stack([x + step * direction, x - step * direction])
    uphill, downhill = np.asarray(function(both)[0])
    slope = (uphill - downhill) / (2 * step)
    assert slope == pytest.approx(np.linalg.norm(gradient), rel=0.02)


@pytest.fixture
def traces(monkeypatch):
    """Counts how often a goal's loss is written into a TensorFlow graph."""
    gradient_module._traced.cache_clear()
    count = []

    def counted(*given):
        count.append(1)
        return goal_loss(*given)

    monkeypatch.setattr(gradient_module, "goal_loss", counted)
    return count


def test_one_trace_serves_all_octaves_and_tilings(photo, traces):
    dk.dream(photo, goal="mixed1", steps=1, octaves=5, octave_scale=1.2, on_step=lambda step: None)
    settings = {"steps": 1, "octaves": 3, "tile_size": 64, "on_step": lambda step: None}
    dk.dream(photo, goal="0.5*mixed1", octave_scale=1.15, **settings)
    assert len(traces) == 1


def test_one_trace_serves_all_channels_and_weights(photo, traces):
    net = dk.network()
    found = [
        gradient_function(net, weight * dk.channel("mixed1", index))(photo[None])[0][0]
        for index in range(64)
        for weight in (1, -3)
    ]
    assert len(traces) == 1
    mixed1 = net.activations_model(["mixed1"])(net.preprocess(photo[None]))["mixed1"]
    means = mixed1.numpy()[0, ..., :64].mean((0, 1))
    np.testing.assert_allclose(found, np.outer(means, [1, -3]).ravel(), rtol=1e-3, atol=1e-5)


def test_what_is_kept_is_bounded():
    """Goals and networks come and go over a long afternoon in one kernel."""
    assert gradient_module._traced.cache_info().maxsize <= 32
    assert optimized.optimize_for_inference.cache_info().maxsize <= 8
    assert networks.build.cache_info().maxsize <= 8


def test_many_goals_draw_no_complaint_from_tensorflow(photo, caplog):
    for name in ("stem", "conv1", "mixed1", "mixed2", "mixed3", "mixed4", "mixed5"):
        gradient_function(dk.network(), dk.layer(name))(photo[None, :48, :48])
    assert not caplog.records


def test_float16_keeps_a_small_gradient(linear_network, photo):
    """6 / pixels / 100 000 is 4e-9, a tenth of what float16 can hold."""
    goal = 1e-5 * dk.channel("mix", 1)
    _, gradient = loss_and_gradient(gradient_function(linear_network, goal, "float16"), photo)
    expected = 6e-5 / (photo.shape[0] * photo.shape[1])
    np.testing.assert_allclose(gradient[..., 2], expected, rtol=2e-3)


def test_float16_gives_way_to_float32_once(linear_network, photo):
    """A weight of a million: scaled by 2^15 the gradient leaves float16's range of 65504."""
    function = gradient_function(linear_network, 1e6 * dk.channel("mix", 1), "float16")
    with pytest.warns(UserWarning, match="float16 could not hold the gradient") as warned:
        _, gradient = loss_and_gradient(function, photo)
        loss_and_gradient(function, photo)
    assert len(warned) == 1
    np.testing.assert_allclose(gradient[..., 2], 6e6 / gradient[..., 2].size, rtol=1e-4)


@pytest.mark.parametrize(("precision", "alike"), [("bfloat16", 0.99), ("float16", 0.999)])
def test_short_types_point_the_same_way(photo, precision, alike):
    goal = dk.goal("mixed3 + mixed4^2")
    loss, gradient = loss_and_gradient(gradient_function(dk.network(), goal), photo)
    function = gradient_function(dk.network(), goal, precision)
    short_loss, short_gradient = loss_and_gradient(function, photo)
    assert short_loss == pytest.approx(loss, rel=0.01)
    assert tutorial.cosine(short_gradient, gradient) > alike
    assert short_gradient.std() == pytest.approx(gradient.std(), rel=0.05)


def test_the_loss_alone_is_the_loss_beside_the_gradient(linear_network, photo):
    goal = dk.channel("mix", 0, power=2)
    tiles = np.stack([photo[:20, :30], photo[20:40, :30]])
    losses, _ = gradient_function(linear_network, goal)(tiles)
    np.testing.assert_allclose(loss_function(linear_network, goal)(tiles), losses, rtol=1e-5)
    red_green = 2 * tiles - 1
    expected = ((red_green[..., 0] - 2 * red_green[..., 1]) ** 2).mean(axis=(1, 2))
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
