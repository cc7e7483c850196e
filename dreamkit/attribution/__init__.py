"""Attribution: where a network looks.

saliency     the gradient's size at each pixel; SmoothGrad
"""
