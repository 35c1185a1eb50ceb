"""`keyturn mcp --wrap`: our own words, and the file that they go into."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.mcp_settings import Wrapped


def wrap(path: str, *, take: bool, dry: bool) -> Wrapped:
    """Put the proxy before the servers of a settings file, or take it out. Raises ConfigurationError."""
    from keyturn.adapter import mcp_settings

    # isolated: no variable that the settings file gives the server reaches our own interpreter
    return mcp_settings.wrap(path, (sys.executable, "-I", "-m", "keyturn", "mcp"), take=take, dry=dry)
