"""Students of each exercise: ex03 has what they write who make the typical mistakes of 03.

STUDENTS is {task: {mistake's name: answers}}. Each answer is worked out as a student would, from
the task's text and what it gives, and knows nothing of the answer that the task has stored.
"""
