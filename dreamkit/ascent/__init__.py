"""Gradient ascent: one step uphill, shared by dreams and by pictures grown from noise.

tiles        the gradient of a picture of any size, in bounded memory
border       a rolled picture's border: mirrored
gradient     the loss of a goal and its gradient with respect to the picture
normalize    the gradient's size: standard deviation, Laplacian pyramid
move         from a gradient to the next picture
priors       regularizers: what a picture should be like
transforms   jitter, scale, rotation: what a step looks at instead of the picture
loop         what is around the steps: told, stopped
progress     steps, bar, clock
interrupt    Ctrl-C
"""
