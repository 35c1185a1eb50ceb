"""Codex's patches: every file is seen, and what is no patch is not harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.gate.call import DELETE, EDIT, MOVE, WRITE, FileChange
from keyturn.gate.patches import changes

PATCH = """*** Begin Patch
*** Add File: new.txt
+one
+two
*** Update File: src/a.py
*** Move to: src/b.py
@@ def f():
 def f():
-    return 1
+    return 2
*** Delete File: old.txt
*** End Patch
"""


def test_every_sort_of_change() -> None:
    assert changes(PATCH) == (
        FileChange(WRITE, "new.txt", "one\ntwo"),
        FileChange(MOVE, "src/a.py", to="src/b.py"),
        FileChange(EDIT, "src/a.py", None, "def f():\n    return 1", "def f():\n    return 2"),
        FileChange(DELETE, "old.txt"),
    )


@pytest.mark.parametrize(
    "text",
    ["", "rm -rf /", "*** Begin Patch\n*** End Patch", "*** Begin Patch\n*** Rename File: x\n*** End Patch", "+x\n"],
)
def test_what_is_no_patch(text: str) -> None:
    with pytest.raises(ValueError, match="patch"):
        changes(text)


@given(st.lists(st.sampled_from(["a.txt", "b/c.py", "x y"]), min_size=1, max_size=20))
def test_no_deletion_is_lost(names: list[str]) -> None:
    text = "*** Begin Patch\n" + "".join(f"*** Delete File: {name}\n" for name in names) + "*** End Patch\n"
    assert [one.path for one in changes(text)] == names
