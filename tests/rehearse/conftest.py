"""The file sandbox is made of Linux's namespaces: on other systems there is nothing to test but that it says so."""

import sys

collect_ignore = (
    []
    if sys.platform == "linux"
    else ["test_sandbox.py", "test_sandbox_hostile.py", "test_sandbox_copy.py", "test_rehearse_git.py"]
)
