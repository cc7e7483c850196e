"""Wrong answers to exercise 04, DeepDream."""

import numpy as np

from dreamkit.exercises.tasks import given

tutorial = 0.01
part = tutorial / 2  # of the range [-1, 1]
small_photo = 8e-6


def mean_of_all(activations):
    return np.concatenate([layer.flatten() for layer in activations.values()]).mean()


def weighed_by_size(activations):
    total = sum(layer.sum() for layer in activations.values())
    return total / sum(layer.size for layer in activations.values())


def mean_of_means(activations):
    return np.mean([layer.mean() for layer in activations.values()])


def returned_inside_the_loop(activations):
    loss = 0
    for layer in activations.values():
        loss += layer.mean()
        return loss


def sum_over_layers(measure):
    def layer_loss(activations):
        return sum(measure(layer) for layer in activations.values())

    return layer_loss


def guarded_by(guard):
    return lambda gradient: gradient / (gradient.std() + guard)


def step_in_place(picture, direction, step_size):
    picture += step_size * direction
    return np.clip(picture, 0, 1)


def one_gradient(picture, loss_and_gradient, steps, step_size):
    losses = []
    loss, gradient = loss_and_gradient(picture)
    for _ in range(steps):
        losses.append(loss)
        picture = given.step(picture, given.normalize(gradient), step_size)
    return picture, losses


def one_gradient_and_new_losses(picture, loss_and_gradient, steps, step_size):
    losses = []
    gradient = loss_and_gradient(picture)[1]
    for _ in range(steps):
        losses.append(loss_and_gradient(picture)[0])
        picture = given.step(picture, given.normalize(gradient), step_size)
    return picture, losses


def step_lost(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        given.step(picture, given.normalize(gradient), step_size)
    return picture, losses


def moved_first(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        picture = given.step(picture, given.normalize(gradient), step_size)
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
    return picture, losses


def result_of_the_last_step(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        result = given.step(picture, given.normalize(gradient), step_size)
    return result, losses


def looked_here_moved_there(picture, loss_and_gradient, steps, step_size):
    losses = []
    now = picture
    for _ in range(steps):
        loss, gradient = loss_and_gradient(now)
        losses.append(loss)
        now = given.step(picture, given.normalize(gradient), step_size)
    return now, losses


def raw_gradient(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = given.step(picture, gradient, step_size)
    return picture, losses


def never_clipped(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = picture + step_size * given.normalize(gradient)
    return picture, losses


def clipped_at_the_end(picture, loss_and_gradient, steps, step_size):
    picture, losses = never_clipped(picture, loss_and_gradient, steps, step_size)
    return np.clip(picture, 0, 1), losses


def clipped_as_in_the_tutorial(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = np.clip(picture + step_size * given.normalize(gradient), -1, 1)
    return picture, losses


def of_two(strong, nothing, weight=0.02):
    def goal(activations):
        return strong(activations["mixed4"]) - weight * nothing(activations["class_map"])

    return goal


def mean_square(layer):
    return (layer * layer).mean()


def none_class(classes):
    return classes[:, :, :, 0].mean()


def climbed(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = np.clip(picture + step_size * gradient / (gradient.std() + 1e-8), 0, 1)
    return picture, losses


def with_early_return(picture, loss_and_gradient, steps, step_size):
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        picture = np.clip(picture + step_size * gradient / (gradient.std() + 1e-8), 0, 1)
        return picture, [loss]


def with_a_step_too_many(picture, loss_and_gradient, steps, step_size):
    return climbed(picture, loss_and_gradient, len(range(steps + 1)), step_size)


def with_the_last_loss(*arguments):
    picture, losses = climbed(*arguments)
    return picture, losses[-1]


def with_losses_first(*arguments):
    picture, losses = climbed(*arguments)
    return losses, picture


STUDENTS = {
    "04.a": {
        "same number": [[tutorial, part * 255], [tutorial, tutorial * 255]],
        "multiplied": [[tutorial * 2, part * 255], [tutorial * 2, tutorial * 2 * 255]],
        "other order": [[part * 255, part * 1]],
        "range taken for 1": [[part * 1, tutorial * 255]],
    },
    "04.b": {
        "all neurons together": [mean_of_all, weighed_by_size],
        "sum within a layer": [sum_over_layers(np.sum)],
        "mean of the means": [mean_of_means],
        "some neurons only": [
            sum_over_layers(lambda layer: layer[layer > 0].mean()),
            sum_over_layers(lambda layer: np.abs(layer).mean()),
            sum_over_layers(np.max),
            sum_over_layers(np.median),
        ],
        "one layer only": [returned_inside_the_loop],
    },
    "04.c": {
        "side, not area": [small_photo / 2],
        "same photo, same gradient": [small_photo],
        "wrong way round": [small_photo * 4],
    },
    "04.d": {
        "no guard against zero": [lambda gradient: gradient / np.std(gradient)],
        "guard too large": [
            *(guarded_by(guard) for guard in (1e-3, 1e-4, 1e-5, 1e-6)),
            lambda gradient: gradient / np.sqrt(np.mean((gradient - gradient.mean()) ** 2) + 1e-8),
        ],
        "mean taken away": [
            lambda gradient: (gradient - gradient.mean()) / (gradient.std() + 1e-8)
        ],
        "by the largest": [
            lambda gradient: gradient / (np.abs(gradient).max() + 1e-8),
            lambda gradient: gradient / (gradient.max() + 1e-8),
        ],
        "by the length": [lambda gradient: gradient / (np.sqrt((gradient**2).sum()) + 1e-8)],
        "warns of zeros": [lambda gradient: np.nan_to_num(gradient / gradient.std())],
    },
    "04.e": {
        "downhill": [
            lambda picture, direction, step_size: np.clip(picture - step_size * direction, 0, 1)
        ],
        "no clip": [lambda picture, direction, step_size: picture + step_size * direction],
        "below black": [
            lambda picture, direction, step_size: np.clip(picture + step_size * direction, -1, 1)
        ],
        "above white": [
            lambda picture, direction, step_size: np.clip(picture + step_size * direction, 0, 255)
        ],
        "changes its argument": [step_in_place],
    },
    "04.f": {
        "gradient taken once": [one_gradient, one_gradient_and_new_losses],
        "picture does not move": [step_lost],
        "loss after the move": [moved_first],
        "always from the original": [result_of_the_last_step, looked_here_moved_there],
        "not normalized": [raw_gradient],
        "not clipped": [never_clipped, clipped_at_the_end, clipped_as_in_the_tutorial],
        "return in the loop": [with_early_return],
        "one step too many": [with_a_step_too_many],
        "last loss only": [with_the_last_loss],
        "losses first": [with_losses_first],
    },
    "04.h": {
        "square of the mean": [of_two(lambda layer: layer.mean() ** 2, none_class)],
        "not squared": [of_two(np.mean, none_class)],
        "plus": [of_two(mean_square, none_class, weight=-0.02)],
        "whole class_map": [
            of_two(mean_square, np.mean),
            of_two(mean_square, lambda classes: classes[0].mean()),
        ],
        "first row": [
            of_two(mean_square, lambda classes: classes[0][0].mean()),
            of_two(mean_square, lambda classes: classes[0, :, 0].mean()),
        ],
        "weight forgotten": [of_two(mean_square, none_class, weight=1)],
        "weight on both": [
            lambda a: 0.02 * (mean_square(a["mixed4"]) - none_class(a["class_map"]))
        ],
        "both squared": [of_two(mean_square, lambda classes: mean_square(classes[..., 0]))],
        "sums": [of_two(lambda layer: (layer**2).sum(), lambda classes: classes[..., 0].sum())],
    },
}
