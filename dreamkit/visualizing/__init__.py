"""Activation maximization: pictures grown from noise.

visualize         the verb: a picture that excites a goal
climb             the steps, for several goals at once
parameterization  how a picture is held while it changes, colors decorrelated
bases             waves, pixels, phases: what numbers stand for a picture
photographs       the color axes and the magnitudes of photographs, measured
optimizers        what moves a canvas: Keras's, by name or as they are
diversity         what drives the pictures of a batch apart
gallery           every channel of a layer
classes           what a class looks like
examples          which pictures of a collection excite a channel most
inversion         what a layer keeps of a picture
textures          texture synthesis and style transfer
"""
