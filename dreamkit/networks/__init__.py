"""What looks at a picture: a trained network.

network      `dk.network`: a network by its name, its file or its model
extractor    Network: the model with its preprocessing and its named layers
build        how a network is built from weights or from a Keras model
applications what is known of the networks of keras.applications
weights      files of weights, downloads, `.keras` files
layers       the layers of a Keras model: in one row, named alike everywhere, fit to dream on
heads        Flatten, Dense layers and what else follows the feature maps, at any size
classifier   the classifier as a layer of evidence
optimized    the copy that computes: batch norm folded, any precision
coverage     which lengths of a picture a network sees to the last pixel
verdicts     what was found right about a network, kept on disk
_keras       what Keras has no public name for
presets      goals with settings that look good
"""
