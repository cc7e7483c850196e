"""Attribution: where a network looks.

saliency             the gradient's size at each pixel; SmoothGrad
receptive_field      which pixels can change a neuron
"""
