"""Objectives: what a network is asked to find more of.

goal         Goal and Term: plain data that adds up and has a text
objectives   the functions that make goals: layer, channel, neuron, logit, guide ...
text         goals read from text
resolve      a goal made to fit a network: classes put as channels, layers and channels checked
own          a function of the user's own as a goal, and what may be wrong with it
loss         what a goal is worth on a network's activations, in TensorFlow
gram         the Gram matrix that textures are compared by
"""
