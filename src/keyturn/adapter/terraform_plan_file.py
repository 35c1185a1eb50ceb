"""A saved Terraform plan, read from its file: which resources it deletes, replaces, changes and creates.

`terraform show` starts every provider and takes seconds; the file itself is a ZIP archive with one Protocol Buffers
message. Only numbers for a person come from here: what `keyturn run` binds an execution to is terraform's own word.
Format: https://github.com/hashicorp/terraform/blob/main/internal/plans/planproto/planfile.proto and, alike in what is
read here, https://github.com/opentofu/opentofu/blob/main/internal/plans/internal/planproto/planfile.proto.
"""

from __future__ import annotations

_LARGEST = 16_000_000
_MOST = 50_000
_STATE_PLACE = 13
_RESOURCE_CHANGES = 3
_ADDRESS = 13
_PIECES = (1, 3, 4, 5, 6)
"""Module, type, name, and the key of an instance as text or as a number."""
_CHANGE = 9
_ACTION = 1
_ACTIONS = {
    1: "creates",
    3: "changes",
    5: "deletes",
    6: "replaces",
    7: "replaces",
    8: "forgets",
    9: "replaces",
}
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def changes(path: str) -> list[tuple[str, str]] | None:
    """(verb, address) of every resource that the plan changes, None for a file that is no plan."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive, archive.open("tfplan") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return None
        found: list[tuple[str, str]] = []
        for field, value in _fields(data):
            if field == _RESOURCE_CHANGES and isinstance(value, bytes):
                one = _change(value)
                if one is not None:
                    found.append(one)
    except (OSError, ValueError, KeyError, IndexError, NotImplementedError, RuntimeError, zipfile.BadZipFile):
        return None
    return found


def _change(data: bytes) -> tuple[str, str] | None:
    address = verb = ""
    pieces: dict[int, str] = {}
    for field, value in _fields(data):
        if field == _ADDRESS and isinstance(value, bytes):
            address = value.decode("utf-8", "replace")
        elif field in _PIECES:
            pieces[field] = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        elif field == _CHANGE and isinstance(value, bytes):
            action = next((number for inner, number in _fields(value) if inner == _ACTION), 0)
            verb = _ACTIONS.get(action, "") if isinstance(action, int) else ""
    return (verb, address or _put_together(pieces)) if verb else None


def _put_together(pieces: dict[int, str]) -> str:
    """The address as Terraform before 1.0 keeps it."""
    module, kind, name = (pieces.get(field, "") for field in _PIECES[:3])
    key = f'["{pieces[5]}"]' if 5 in pieces else f"[{pieces[6]}]" if 6 in pieces else ""
    return ".".join(one for one in (module, kind, name) if one) + key


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of a message's fields. Raises ValueError or IndexError for what is no message."""
    index = 0
    for _field in range(_MOST):
        if index >= len(data):
            return
        key, index = _varint(data, index)
        kind = key & 7
        if kind == 0:
            number, index = _varint(data, index)
            yield key >> 3, number
            continue
        if kind == 2:
            length, index = _varint(data, index)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ValueError(f"a field of kind {kind}")
        if index + length > len(data):
            raise ValueError("a field that is cut")
        yield key >> 3, data[index : index + length]
        index += length


def _varint(data: bytes, index: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[index]
        index += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, index
        shift += 7
        if shift > 63:
            raise ValueError("a number that is too long")


def backend(data: bytes) -> tuple[str, dict[str, object], str] | None:
    """Where a saved plan keeps its state: the backend's type, its configuration, the workspace; None when unreadable.

    A plan is applied there, whatever the configuration beside it says.
    """
    import io
    import zipfile

    import msgspec

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file, file.open("tfplan") as packed:
            whole = packed.read(_LARGEST + 1)
        if len(whole) > _LARGEST:
            return None
        found = [value for number, value in _fields(whole) if number == _STATE_PLACE and isinstance(value, bytes)]
        if len(found) != 1:
            return None
        inside = {number: value for number, value in _fields(found[0]) if isinstance(value, bytes)}
        packed_configuration = dict(_fields(inside[2]))[1]
        if not isinstance(packed_configuration, bytes):
            return None
        configuration = msgspec.msgpack.decode(packed_configuration, type=dict[str, object])
        return inside[1].decode(), configuration, inside.get(3, b"").decode()
    except (OSError, ValueError, KeyError, IndexError, RuntimeError, zipfile.BadZipFile, msgspec.MsgspecError):
        return None
