"""What Keras's example dreams of; apart, so that it can be read without TensorFlow."""

LAYERS = {"mixed4": 1.0, "mixed5": 1.5, "mixed6": 2.0, "mixed7": 2.5}
OCTAVE_SCALE = 1.4
