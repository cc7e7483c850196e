"""What a run leaves of a notebook's texts and outputs."""

from dreamkit.grading.run import _kept, plain


def test_what_differs_from_run_to_run_is_left_out():
    text = "\x1b[31m<f at 0x7f3dda6ff6a0> in /tmp/ipykernel_7/123.py\x00"
    assert plain(text) == "<f at 0x...> in /123.py"
    assert plain("invalid syntax (3566198415.py, line 2)") == "invalid syntax (line 2)"
    assert len(plain("x" * 5000)) == 1000


def test_outputs_are_kept_up_to_a_size():
    big = ("stream", {"text": "x" * 3_000_000})
    assert _kept([big, ("status", {}), big, ("stream", {"text": "y"})])[0] == big
    assert big not in _kept([big, big])[1:]
