"""Results, kept and found again."""

import json
import math

from dreamkit.grading import results_cache


def test_results_are_found_again_by_all_that_decides_them(tmp_path, results):
    cache = results_cache.ResultsCache(tmp_path / "state")
    name = results_cache.key("a", b"b", 3)
    assert cache.get(name) is None
    cache.put(name, results[0])
    assert cache.get(name) == results[0]
    assert results_cache.key("a", b"b", 4) != name != results_cache.key("ab", b"", 3)
    whole = results[0].to_dict()
    damaged = ["", '{"student": ', "[]", "[" * 10**5, '{"marks": []}', "\0" * 300, "3"]
    damaged += [json.dumps(whole | odd) for odd in ({"notes": None}, {"page": 3}, {"marks": 3})]
    damaged += [json.dumps(whole | {"by_hand": odd}) for odd in (10**400, "5", math.nan)]
    for text in damaged:
        (tmp_path / "state" / f"{name}.json").write_text(text)
        assert cache.get(name) is None, text[:30]
    assert [path.name for path in (tmp_path / "state").iterdir()] == [f"{name}.json"]
