"""What runs inside a student's kernel, beside the student's code.

kernel_app      the kernel itself, and the tests that it runs
guards          what tests rely on, put back before they run
hooks           what a notebook hung into IPython, taken out
message_limits  what errors say, shortened before it is sent
"""
