"""Gradient ascent: one step uphill, shared by dreams and by pictures grown from noise.

gradient     the loss of a goal and its gradient with respect to the picture
tiles        the gradient of a picture of any size, in bounded memory
priors       regularizers: what a picture should be like
progress     what is told of a run: steps, bar, clock, Ctrl-C
"""
