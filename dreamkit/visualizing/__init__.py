"""Activation maximization: pictures grown from noise.

visualize         the verb: a picture that excites a goal
parameterization  how a picture is held while it changes: pixels or Fourier, colors decorrelated
gallery           every channel of a layer
classes           what a class looks like
examples          which pictures of a collection excite a channel most
inversion         what a layer keeps of a picture
textures          texture synthesis and style transfer
"""
