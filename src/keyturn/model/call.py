"""Calls in program text: what a Python, JavaScript, Ruby … source calls, with the values that are known."""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.source import COMMAND_LINE, Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.word import Word

    Value = Word | tuple[Word, ...] | None


class Call(Noun):
    """One call expression.

    `name` is dotted and resolved through the file's imports where that is static ("subprocess.run",
    "op.drop_table", "fs.rmSync"); a method of something unknown starts with a dot (".execute").
    An argument is a Word (string, with holes where it is computed), a tuple of Words (a list of strings),
    or None (anything else). `within` is the innermost enclosing function's name, "" at top level.
    """

    name: str
    args: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    within: str = ""
    certain: bool = True
    origin: Origin = COMMAND_LINE
    receiver: Value = None
    """What is known of the object a method is called on: `Path("/data").unlink()` has "/data",
    `boto3.client("rds").delete_db_instance()` has "rds"."""

    def keyword(self, name: str) -> Value:
        """A keyword argument's value, None when absent or unknown."""
        for key, value in self.keywords:
            if key == name:
                return value
        return None

    def given(self, name: str) -> bool:
        """Whether the keyword was given at all."""
        return any(key == name for key, _value in self.keywords)
