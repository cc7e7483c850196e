"""Which folders hold the students: platforms, and who packs a class, put others around them."""

from __future__ import annotations

import re

from dreamkit.grading import platforms

# A student may hand in the course's whole folder; these in it are no students.
COURSE_FOLDERS = {"exercises", "solutions", "lessons"}
_NUMBERED = re.compile(r"(exercise|assignment|homework|lesson|sheet|week)[ _-]*\d+", re.IGNORECASE)


def roots(places, exercises):
    """Return the folders whose content belongs to one student each, file by file or by folders.

    It is one folder, but for classes that are divided: a folder for each exercise or each group of
    students, and the students in those.

    Parameters
    ----------
    places : list of (tuple of str, bool)
        Where each file is, and whether it is a notebook.
    exercises : list of str
        The exercises' names.

    Returns
    -------
    list of tuple of str, or None
        None where everything is of one student.
    """
    tree = _Folder()
    for place, is_notebook in places:
        tree.add(place, is_notebook)
    around, top = (), tree
    while not top.is_platforms() and not top.notebooks and top.only_way() is not None:
        name = top.only_way()
        around, top = (*around, name), top.folders[name]
    if top.is_platforms():
        return [around]
    if top is tree:
        alone = None if _is_course(top) or _is_one_for_each_exercise(top, exercises) else [around]
    else:
        alone = [()] if _is_one_students(top, exercises) else [around]
    if alone != [around] or top.notebooks or not _is_divided(top, exercises):
        return alone
    return [(*around, name) for name in top.full()]


class _Folder:
    """A folder with all that is in it.

    Attributes
    ----------
    files, notebooks : list of str
        Names of files in it, those of notebooks in both.
    folders : dict
        {name: _Folder}.
    holds : int
        Notebooks in it and in its folders.
    """

    def __init__(self):
        self.files, self.notebooks, self.folders, self.holds = [], [], {}, 0

    def add(self, place, is_notebook):
        folder = self
        for name in place[:-1]:
            folder.holds += is_notebook
            folder = folder.folders.setdefault(name, _Folder())
        folder.holds += is_notebook
        folder.files.append(place[-1])
        if is_notebook:
            folder.notebooks.append(place[-1])

    def full(self):
        """The names of folders with notebooks somewhere in them."""
        return [name for name, folder in self.folders.items() if folder.holds]

    def only_way(self):
        """The folder in which all notebooks are, unless it is one student's among others'."""
        full = self.full()
        if len(full) != 1:
            return None
        return full[0] if len(self.folders) == 1 or self.folders[full[0]].is_class() else None

    def is_class(self):
        """Whether there are several folders with notebooks in it, or in the only one in it."""
        folder = self
        while not folder.is_platforms() and not folder.notebooks and len(folder.full()) == 1:
            folder = folder.folders[folder.full()[0]]
        return folder.is_platforms() or (len(folder.full()) > 1 and not folder.notebooks)

    def is_platforms(self):
        """Whether a learning platform named what is in it."""
        return platforms.is_platforms(self.files, self.folders)


def _is_one_students(folder, exercises):
    """Whether this, the only folder with notebooks, is of a student who worked at several."""
    if folder.holds == 1 or _is_course(folder) or _is_one_for_each_exercise(folder, exercises):
        return True
    names = [platforms.stem(name) for name in folder.notebooks]
    return bool(names) and all(name in exercises for name in names)


def _is_course(folder):
    return not folder.notebooks and bool(COURSE_FOLDERS & {name.lower() for name in folder.full()})


def _is_one_for_each_exercise(folder, exercises):
    """Whether a student has a folder with a notebook for each exercise."""
    inner = [folder.folders[name] for name in folder.full()]
    return (
        all(name in exercises for name in folder.full())
        and not folder.notebooks
        and all(each.holds == 1 for each in inner)
        and bool(inner)
    )


def _is_divided(folder, exercises):
    """Whether the folders in a folder hold students, and are none themselves."""
    names = folder.full()
    if all(name in exercises or _NUMBERED.fullmatch(name) for name in names):
        return bool(names)
    return len(names) > 1 and all(
        _holds_students(folder.folders[name], exercises) for name in names
    )


def _holds_students(folder, exercises):
    if folder.is_platforms():
        return True
    names = folder.full()
    if folder.notebooks or len(names) < 2 or _is_course(folder):
        return False
    # A student may have a folder for each exercise; two with the same one are of two students.
    named = [
        {exercise_named(text, exercises) for text in (name, *folder.folders[name].notebooks)}
        - {None}
        for name in names
    ]
    union = set().union(*named)
    return not union or sum(map(len, named)) > len(union)


def exercise_named(name, exercises):
    """The exercise that a file or folder is named after, if any; of several the longest name."""
    return max((choice for choice in exercises if choice in name), key=len, default=None)
