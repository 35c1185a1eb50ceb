"""Shapes of tools' arguments: nothing that a host might run is left unread."""

from __future__ import annotations

import pytest

from keyturn.adapter.hosts import shapes
from keyturn.gate.call import EDIT, FILES, HARMLESS, SHELL, UNKNOWN, ToolCall

BASE = ToolCall("x", "y", HARMLESS, directory="/work")
TOOLS = {
    shape: shape
    for shape in (
        *(shapes.SHELL, shapes.TYPED, shapes.WRITE, shapes.EDIT, shapes.EDITS, shapes.DELETE, shapes.MOVE),
        *(shapes.SUBMITTED, shapes.PROCESS, shapes.PATCH, shapes.EDITOR, shapes.BLOCKS, shapes.LISTED, shapes.NOTEBOOK),
    )
}


def read(shape: str, given: object) -> ToolCall:
    return shapes.read(BASE, shape, given, TOOLS)


def test_two_commands_in_one_call_are_both_read() -> None:
    assert read(shapes.SHELL, {"command": "ls", "cmd": "rm -rf src"}).command == "ls\nrm -rf src"


def test_two_paths_in_one_call_both_count() -> None:
    found = read(shapes.DELETE, {"path": "a", "file_path": "b", "paths": ["c"]})
    assert [change.path for change in found.changes] == ["b", "a", "c"]


def test_words_beside_a_command_belong_to_it() -> None:
    assert read(shapes.SHELL, {"command": "rm", "args": ["-rf", "a b"]}).command == "rm -rf 'a b'"
    assert read(shapes.SHELL, {"command": ["rm", "-rf", "$HOME"]}).command == "rm -rf '$HOME'"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("", "/work"),
        ("web", "/work/web"),
        ("/srv", "/srv"),
        ("C:\\srv", "C:\\srv"),
        ("\\\\server\\share", "\\\\server\\share"),
        ("../other", "/work/../other"),
    ],
)
def test_a_tools_own_directory_counts(where: str, expected: str) -> None:
    assert read(shapes.SHELL, {"command": "ls", "workdir": where}).directory == expected


def test_a_directory_that_only_a_shell_could_tell_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="begins with ~"):
        read(shapes.SHELL, {"command": "ls", "workdir": "~/x"})


def test_windows_paths_stay_text() -> None:
    assert read(shapes.WRITE, {"file_path": "C:\\a\\b.txt", "content": "x"}).changes[0].path == "C:\\a\\b.txt"


def test_an_unknown_tool_is_looked_into_and_never_harmless() -> None:
    found = shapes.read(BASE, "vapourise", {"where": {"path": "/srv"}, "n": 3}, TOOLS)
    assert found.kind == UNKNOWN
    assert found.arguments == (("where.path", "/srv"), ("n", "3"))


@pytest.mark.parametrize("keys", ["", "\x03", "\n", " \t\r\n", "\x1b", "\x1b[A\r", "\x1bOB", "{up}{enter}"])
def test_keys_that_say_nothing_do_nothing(keys: str) -> None:
    assert read(shapes.TYPED, {"chars": keys}).kind == HARMLESS


@pytest.mark.parametrize(
    "keys", ["rm -rf src\r", "rm -rf src{enter}", "\x03rm -rf src\n", "rm -rf src\x04", "\x15rm -rf src\r\n"]
)
def test_what_is_typed_into_a_shell_is_a_command(keys: str) -> None:
    found = read(shapes.TYPED, {"chars": keys})
    assert found.kind == SHELL
    assert "rm -rf src" in found.command


@pytest.mark.parametrize("keys", ["DROP TABLE users;\n", "\\c prod\ndrop table users;\n", "(delete from users);\n"])
def test_what_is_typed_into_a_database_client_is_a_statement_too(keys: str) -> None:
    found = read(shapes.TYPED, {"input": keys})
    assert [one.kind for one in found.several] == [SHELL, UNKNOWN]
    name, text = found.several[1].arguments[0]
    assert name == "sql"
    assert text.lstrip("(").lower().startswith(("drop", "delete"))


@pytest.mark.parametrize(
    "keys",
    [
        "rm -rf xx\x7f\x7fsrc\n",
        "rm -rf xx\b\bsrc\n",
        "rm -rf xx{backspace}{backspace}src{enter}",
        "src\x01rm -rf \n",
        "rm -rf s\x0crc\n",
        "{up}x{enter}",
        "\x1b[Ax\n",
        "a\x00b\n",
    ],
)
def test_keys_that_edit_the_line_are_refused(keys: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read(shapes.TYPED, {"chars": keys})


def test_a_line_typed_in_pieces_is_refused() -> None:
    with pytest.raises(ValueError, match="without the end"):
        read(shapes.TYPED, {"chars": "rm -rf s"})
    assert read(shapes.TYPED, {"chars": "y"}).command == "y"
    assert read(shapes.SUBMITTED, {"command": "rm -rf src"}).command == "rm -rf src"


def test_what_a_tab_completes_could_be_anything() -> None:
    assert read(shapes.TYPED, {"chars": "rm -rf sr\t\n"}).command == "rm -rf sr*\n"


@pytest.mark.parametrize(
    "given",
    [
        {"action": "send-keys", "keys": ["r", "m"]},
        {"action": "send-keys", "hex": ["72", "6d"]},
        {"action": "send-keys", "keys": ["Enter"], "literal": "rm -rf src"},
        {"action": "write", "data": "rm -rf s"},
        {"action": "paste", "text": "rm -rf s"},
    ],
)
def test_a_process_tool_that_types_what_cannot_be_read_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(shapes.PROCESS, given)


def test_a_process_tool_that_submits_is_a_command() -> None:
    assert read(shapes.PROCESS, {"action": "submit", "data": "rm -rf src"}).command == "rm -rf src"
    assert read(shapes.PROCESS, {"action": "paste", "text": "rm -rf src\n"}).command == "rm -rf src\n"
    assert read(shapes.PROCESS, {"action": "kill", "sessionId": "1"}).kind == HARMLESS


def test_a_write_that_does_not_say_its_text_is_not_an_empty_one() -> None:
    assert read(shapes.WRITE, {"path": "a"}).changes[0].text is None
    assert read(shapes.WRITE, {"path": "a", "content": ""}).changes[0].text == ""


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"command": "view", "path": "a"}, HARMLESS),
        ({"command": "delete", "path": "a"}, FILES),
        ({"command": "something new", "path": "a"}, FILES),
        ({"path": "a", "old_text": "b", "new_text": "c"}, FILES),
    ],
)
def test_an_editor_says_itself_what_it_does(given: dict[str, str], kind: str) -> None:
    assert read(shapes.EDITOR, given).kind == kind


def test_blocks_without_an_end_still_change_the_file() -> None:
    changes = read(shapes.BLOCKS, {"path": "a", "diff": "<<<<<<< SEARCH\nx\n=======\n"}).changes
    assert [(one.kind, one.old, one.new) for one in changes] == [(EDIT, "x", "")]


def test_a_patch_as_the_words_of_a_call() -> None:
    patch = "*** Begin Patch\n*** Delete File: a\n*** End Patch"
    assert read(shapes.PATCH, {"command": ["apply_patch", patch]}).changes[0].path == "a"
    assert read(shapes.PATCH, patch).changes[0].path == "a"


@pytest.mark.parametrize(
    ("shape", "given"),
    [
        (shapes.SHELL, {}),
        (shapes.SHELL, {"command": 3}),
        (shapes.SHELL, {"command": ["rm", 3]}),
        (shapes.SHELL, []),
        (shapes.SHELL, "rm -rf src"),
        (shapes.LISTED, {"commands": ["ls", 3]}),
        (shapes.LISTED, {}),
        (shapes.WRITE, {"content": "x"}),
        (shapes.DELETE, {"path": ""}),
        (shapes.MOVE, {"source": "a"}),
        (shapes.EDITS, {"path": "a", "edits": ["x"]}),
        (shapes.EDITS, {"edits": [{"old_string": "a"}]}),
        (shapes.PATCH, {}),
        (shapes.PATCH, {"input": "not a patch"}),
        (shapes.EDITOR, {"command": "create"}),
        ("other", [1]),
        ("other", {"a": [0] * 2_001}),
    ],
)
def test_what_cannot_be_read_is_refused(shape: str, given: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(shape, given)


def test_deep_arguments_are_refused() -> None:
    deep: dict[str, object] = {}
    for _ in range(60):
        deep = {"a": deep, "b": "x"}
    with pytest.raises(ValueError, match="too deep"):
        read("other", deep)
    with pytest.raises(ValueError, match=r"\w"):
        read("other", "[" * 100_000)
