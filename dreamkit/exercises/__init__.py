"""The exercises of the course.

checks       `dk.check`: what a student is told at once
tasks        each exercise's questions, right answers and typical mistakes
build        the notebooks in exercises/, written from solutions/
"""
