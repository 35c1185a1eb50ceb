"""The baseline's laws: membership survives moved lines, it only shrinks unless told, and it is no licence."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.errors import ConfigurationError
from keyturn.model.workspace import ABSENT, FILE, PRESENT, Stat
from keyturn.scan import baseline
from keyturn.scan.baseline import Baseline, Lines, Sides, Tree
from keyturn.scan.findings import OLD, Finding, Known, Override, Place, Report
from keyturn.scan.overrides import Inline
from tests.support import DictWorkspace

RULE = "sql/drop-table"
TODAY = "2026-11-23"


class Flat(DictWorkspace):
    """Without directories: asking for a file that is not there takes no walk through the others."""

    def stat(self, path: str) -> Stat:
        return Stat(PRESENT, FILE) if path in self.files else Stat(ABSENT)


def tree(files: dict[str, str]) -> Tree:
    return Tree(Flat({f"/repository/{path}": text for path, text in files.items()}))


class Look:
    """The same sides for every finding."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides

    def of(self, _finding: Finding) -> Sides:
        return self._sides


def finding(
    path: str, line: int, severity: str = "high", rule: str = RULE, end: int = 0, message: str = "x"
) -> Finding:
    return Finding(rule, severity, message, Place(path, line, 1, end or line, 2))


def marked(files: dict[str, str], word: str = "DROP") -> list[Finding]:
    """A finding on every line that holds the word."""
    return [
        finding(path, number)
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if word in line
    ]


def made(files: dict[str, str], *more: Finding) -> tuple[Known, ...]:
    side = tree(files)
    found = [baseline.seen(one, side) for one in (*marked(files), *more)]
    return baseline.entries_of([one for one in found if one is not None], "2026-01-12", "Sam")


def looked(
    entries: tuple[Known, ...],
    files: dict[str, str],
    before: dict[str, str] | None = None,
    *,
    licence: bool = False,
) -> Report:
    sides = Sides(tree(files), tree(before) if before is not None else None)
    return baseline.apply(Report(tuple(marked(files))), Baseline(entries), lambda _one: sides, licence=licence)


LINE = st.text(alphabet="abc DROP;", max_size=12).filter(lambda text: "DROP" not in text)
DANGER = st.sampled_from(["DROP a;", "DROP  b ;", "DROP c; -- x", "psql postgres://u:secret@h DROP"])
BODY = st.lists(st.one_of(LINE, DANGER), max_size=12)


def membership(report: Report) -> tuple[int, int]:
    return len(report.findings), len(report.baselined)


# -- fingerprints -------------------------------------------------------------------------------------------------


@given(BODY, st.data())
def test_other_lines_and_indentation_never_change_membership(lines: list[str], data: st.DataObject) -> None:
    entries = made({"a.sql": "\n".join(lines)})
    moved: list[str] = []
    for line in lines:
        moved.extend(data.draw(st.lists(LINE, max_size=2)))
        moved.append(
            data.draw(st.sampled_from(["", " ", "\t", "    "])) + line + data.draw(st.sampled_from(["", "  "]))
        )
    report = looked(entries, {"a.sql": "\n".join(moved)})
    assert membership(report) == (0, sum("DROP" in line for line in lines))


@given(BODY, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[str], shuffled: object) -> None:
    entries = made({"a.sql": "\n".join(lines)})
    other = list(lines)
    shuffled.shuffle(other)  # type: ignore[attr-defined]  # hypothesis' Random
    assert membership(looked(entries, {"a.sql": "\n".join(other)}))[0] == 0


@given(BODY, DANGER)
def test_a_second_copy_is_another_finding(lines: list[str], copy: str) -> None:
    whole = [*lines, copy]
    entries = made({"a.sql": "\n".join(whole)})
    for at in range(len(whole) + 1):
        report = looked(entries, {"a.sql": "\n".join([*whole[:at], copy, *whole[at:]])})
        assert len(report.findings) == 1


def test_a_copy_with_another_password_is_a_copy() -> None:
    entries = made({"a.sh": "psql postgres://u:first@h DROP"})
    report = looked(entries, {"a.sh": "psql postgres://u:first@h DROP\npsql postgres://u:second@h DROP"})
    assert membership(report) == (1, 1)
    assert "first" not in entries[0].line


def test_a_statement_over_several_lines_is_known_by_all_of_them() -> None:
    old = {"a.sql": "DROP\n  old_orders;\nDROP\n  carts;"}
    where = tree(old)
    one = baseline.seen(finding("a.sql", 1, end=2), where)
    two = baseline.seen(finding("a.sql", 3, end=4), where)
    assert one is not None
    assert two is not None
    assert (one.number, two.number) == (0, 0)
    assert one.fingerprint != two.fingerprint
    changed = baseline.seen(finding("a.sql", 1, end=2), tree({"a.sql": "DROP\n  users;"}))
    assert changed is not None
    assert changed.fingerprint not in (one.fingerprint, two.fingerprint)


def test_the_end_of_a_long_statement_counts() -> None:
    def mark(last: str) -> str:
        text = "DROP\n" + "\n".join(f"t{n}," for n in range(60)) + f"\n{last};"
        one = baseline.seen(finding("a.sql", 1, end=62), tree({"a.sql": text}))
        assert one is not None
        return one.fingerprint

    assert mark("carts") != mark("users")


def test_a_finding_about_a_file_leaves_numbers_out() -> None:
    side = tree({"big.sql": "x"})
    rule = "blind/oversized"
    first = baseline.seen(finding("big.sql", 0, rule=rule, message="big.sql has 6,000,001 bytes"), side)
    second = baseline.seen(finding("big.sql", 0, rule=rule, message="big.sql has 71 bytes"), side)
    other = baseline.seen(finding("big.sql", 0, rule=rule, message="big.sql has 71 lines"), side)
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.fingerprint == second.fingerprint != other.fingerprint


def test_what_cannot_be_read_has_no_fingerprint_and_stands() -> None:
    report = baseline.apply(
        Report((finding("a.sql", 1),)), Baseline(made({"a.sql": "DROP a;"})), lambda _: Sides(tree({}))
    )
    assert membership(report) == (1, 0)
    assert report.findings[0].fingerprint == ""


# -- what is covered ----------------------------------------------------------------------------------------------


def test_a_known_finding_names_its_entry() -> None:
    entries = made({"a.sql": "DROP a;"})
    report = looked(entries, {"a.sql": "-- new\nDROP a;\nDROP b;"})
    assert membership(report) == (1, 1)
    assert report.baselined[0].known == entries[0]
    assert report.baselined[0].fingerprint == entries[0].fingerprint


@pytest.mark.parametrize("field", ["rule", "line"])
def test_an_entry_with_a_foreign_fingerprint_covers_nothing(field: str) -> None:
    entries = made({"a.sql": "DROP a;"})
    report = looked((entries[0].but(**{field: "echo hello"}),), {"a.sql": "DROP a;"})
    assert membership(report) == (1, 0)
    assert any("shows another rule or line" in line for line in report.remarks)


def test_an_entry_covers_nothing_more_severe_than_it_says() -> None:
    entries = made({"a.sql": "DROP a;"})
    files = {"a.sql": "DROP a;"}
    worse = Report((finding("a.sql", 1, "critical"),))
    report = baseline.apply(worse, Baseline(entries), lambda _: Sides(tree(files)))
    assert membership(report) == (1, 0)
    assert any("as high, and it is critical now" in line for line in report.remarks)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("change/mass-deletion", "a.sh"),
        ("change/mass-drop", "a.sh"),
        ("keyturn/guard-file-changed", "keyturn.toml"),
        ("keyturn/baseline-grown", "keyturn.baseline.json"),
        (RULE, "keyturn.toml"),
        (RULE, ".github/CODEOWNERS"),
    ],
)
def test_changes_as_a_whole_and_the_guard_itself_are_never_covered(rule: str, path: str) -> None:
    files = {path: "DROP a;"}
    side = tree(files)
    found = finding(path, 1, rule=rule)
    one = baseline.seen(found, side)
    assert one is not None
    entries = baseline.entries_of([one], TODAY, "")
    assert membership(baseline.apply(Report((found,)), Baseline(entries), lambda _: Sides(side))) == (1, 0)


@pytest.mark.parametrize("rule", ["keyturn/uninstall", "agent-settings/hooks-off"])
def test_rules_that_switch_guards_off_are_never_covered(rule: str) -> None:
    assert baseline.never(rule)
    assert not baseline.never(RULE)


def test_a_finding_whose_exception_does_not_count_is_not_known_either() -> None:
    files = {"a.sql": "DROP a;"}
    expired = Inline((RULE,), "old", "2020-01-01", 1, problem="it expired on 2020-01-01")
    written = Override((RULE,), "new", "2030-01-01", 1, added=True)
    for override, kept in ((expired, None), (written, written)):
        report = Report((finding("a.sql", 1).but(override=override),))
        answer = baseline.apply(report, Baseline(made(files)), lambda _: Sides(tree(files)))
        assert membership(answer) == (1, 0)
        assert answer.findings[0].override == kept


def test_forbidden_rules_are_not_covered() -> None:
    files = {"a.sql": "DROP a;"}
    report = baseline.apply(
        Report(tuple(marked(files))), Baseline(made(files)), lambda _: Sides(tree(files)), forbidden=lambda rule: rule
    )
    assert membership(report) == (1, 0)


def test_what_stands_on_the_old_side_is_not_covered() -> None:
    files = {"a.sql": "DROP a;"}
    found = finding("a.sql", 1)
    report = Report((found.but(place=found.place.but(side=OLD)),))
    sides = Sides(tree(files), tree(files))
    assert membership(baseline.apply(report, Baseline(made(files)), lambda _: sides)) == (1, 0)


# -- changes ------------------------------------------------------------------------------------------------------


def test_in_a_change_an_old_line_that_does_something_new_stands() -> None:
    files = {"a.sql": "DROP a;"}
    report = looked(made(files), files, before=files)
    assert membership(report) == (1, 0)
    assert any("do something new" in line for line in report.remarks)


def test_in_a_change_an_entry_is_no_licence_to_write_the_line_again() -> None:
    entries = made({"a.sql": "DROP a;"})
    report = looked(entries, {"a.sql": "DROP a;"}, before={"a.sql": "select 1;"})
    assert membership(report) == (1, 0)
    assert any("no licence" in line for line in report.remarks)
    vouched = looked(entries, {"a.sql": "DROP a;"}, before={"a.sql": "select 1;"}, licence=True)
    assert membership(vouched) == (0, 1)


def test_in_a_change_what_could_not_be_read_before_is_still_known() -> None:
    files = {"a.sh": "eval $X"}
    found = finding("a.sh", 1, rule="blind/budget")
    one = baseline.seen(found, tree(files))
    assert one is not None
    entries = Baseline(baseline.entries_of([one], TODAY, ""))
    for before, known in ((files, 1), ({"a.sh": "true"}, 0)):
        sides = Sides(tree(files), tree(before))
        look = Look(sides)
        assert len(baseline.apply(Report((found,)), entries, look.of).baselined) == known


def test_an_entry_follows_a_renamed_file() -> None:
    old = {"old/a.sql": "DROP a;", "old/b.sql": "DROP b;"}
    new = {"new/a.sql": "DROP a;", "c.sql": "DROP b;"}
    assert membership(looked(made(old), new)) == (0, 2)
    assert membership(looked(made(old), new, before=old)) == (0, 2)


def test_an_entry_does_not_follow_while_its_file_stands() -> None:
    old = {"a.sql": "DROP a;"}
    assert membership(looked(made(old), {"a.sql": "", "b.sql": "DROP a;"})) == (1, 0)


def test_an_entry_follows_to_one_place_only() -> None:
    old = {"a.sql": "DROP a;"}
    assert membership(looked(made(old), {"b.sql": "DROP a;", "c.sql": "DROP a;"})) == (2, 0)
    assert membership(looked(made(old), {"x/a.sql": "DROP a;", "c.sql": "DROP a;"})) == (1, 1)


# -- making and keeping -------------------------------------------------------------------------------------------

TREES = st.dictionaries(st.sampled_from(["a.sql", "b.sql", "x/a.sql"]), BODY.map("\n".join), max_size=3)


def refresh(old: tuple[Known, ...], files: dict[str, str], *, grow: bool = False) -> baseline.Merged:
    side = tree(files)
    found = [one for one in (baseline.seen(each, side) for each in marked(files)) if one is not None]
    return baseline.refreshed(old, found, side.there, grow=grow, today=TODAY, author="Kim")


@given(TREES, TREES, st.booleans())
def test_refreshing_twice_is_refreshing_once(before: dict[str, str], after: dict[str, str], grow: bool) -> None:
    once = refresh(made(before), after, grow=grow)
    again = refresh(once.entries, after, grow=grow)
    assert again.entries == once.entries
    assert (again.moved, again.dropped, again.added) == (0, 0, 0)


@given(TREES, TREES)
def test_refreshing_never_grows_unless_told(before: dict[str, str], after: dict[str, str]) -> None:
    old = tuple(one.but(reason=f"because {one.line}") for one in made(before))
    merged = refresh(old, after)
    assert len(merged.entries) == merged.kept + merged.moved == len(old) - merged.dropped
    assert merged.added == 0
    text = baseline.write(old)
    there = tree(after).there
    assert baseline.grown(text.encode(), baseline.write(merged.entries).encode(), there) == ""
    for one in merged.entries:
        assert (one.since, one.author) == ("2026-01-12", "Sam")
        assert one.reason == f"because {one.line}"


@given(TREES, TREES)
def test_a_refreshed_baseline_that_may_grow_covers_everything(before: dict[str, str], after: dict[str, str]) -> None:
    entries = refresh(made(before), after, grow=True).entries
    assert membership(looked(entries, after))[0] == 0


@given(TREES, TREES)
def test_pruning_only_takes_away_and_never_what_still_covers(before: dict[str, str], after: dict[str, str]) -> None:
    old = made(before)
    side = tree(after)
    found = [one for one in (baseline.seen(each, side) for each in marked(after)) if one is not None]
    merged = baseline.pruned(old, found, side.there)
    assert set(merged.entries) <= set(old)
    assert membership(looked(merged.entries, after)) == membership(looked(old, after))
    assert merged.dropped == len(old) - len(merged.entries)


def test_a_finding_that_became_worse_is_not_taken_in_quietly() -> None:
    files = {"a.sql": "DROP a;"}
    one = baseline.seen(finding("a.sql", 1, "critical"), tree(files))
    assert one is not None
    for grow, severity in ((False, "high"), (True, "critical")):
        merged = baseline.refreshed(made(files), [one], tree(files).there, grow=grow, today=TODAY, author="")
        assert [entry.severity for entry in merged.entries] == [severity]
        assert (merged.added, merged.left_out) == ((1, 0) if grow else (0, 1))


# -- the file -----------------------------------------------------------------------------------------------------

TEXT = st.text(min_size=1, max_size=20)
ENTRY = st.builds(
    Known,
    st.text("0123456789abcdef", min_size=32, max_size=32),
    TEXT,
    TEXT,
    TEXT,
    st.just("2026-02-29"),
    st.text(max_size=20),
    st.text(max_size=20),
    st.sampled_from(["low", "critical"]),
)


@given(st.lists(ENTRY, max_size=5, unique_by=lambda one: one.fingerprint))
def test_what_is_written_is_read_again_an_entry_a_line(entries: list[Known]) -> None:
    text = baseline.write(entries)
    assert set(baseline.read(text.encode("utf-8", "surrogatepass")).entries) == set(entries)
    assert text == baseline.write(reversed(entries))
    assert len(text.split("\n")) == (6 + len(entries) if entries else 5)
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_hidden_characters_are_written_out() -> None:
    text = baseline.write([Known("0" * 32, "a/b", "x\u202ey\udcff", "l", TODAY, "José", "", "low")])
    assert "x\\u202ey\\udcff" in text
    assert "José" in text
    assert baseline.read(text.encode()).entries[0].path == "x\u202ey\udcff"


GOOD = {"fingerprint": "0" * 32, "rule": "a/b", "severity": "low", "path": "p", "line": "l", "since": TODAY}


def whole(*rows: object) -> bytes:
    return ('{\n"version": 1,\n"entries": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]}").encode()


@pytest.mark.parametrize(
    ("data", "line", "key", "words"),
    [
        (b"", 1, "", "no JSON"),
        (b"[]", 1, "", "no table"),
        (b"\xff", 1, "", "UTF-8"),
        (b"../elsewhere.json", 1, "", "no JSON"),
        (b'{"version": 1,\n"entries": [\n{]}', 3, "", "no JSON"),
        (b"[" * 100_000, 0, "", "nested too deep"),
        (b'{"version": 1, "entries": ' + b"[" * 100_000, 0, "", "nested too deep"),
        (b'{"version": 2, "entries": []}', 0, "version", "not known"),
        (b'{"version": true, "entries": []}', 0, "version", "not known"),
        (b'{"version": 1' + b"0" * 5_000 + b', "entries": []}', 0, "", "no JSON"),
        (b'{"version": 1, "entries": {}}', 0, "entries", "a list"),
        (b'{"version": 1, "entries": [], "more": 1}', 0, "more", "no such key"),
        (b'{"version": 1, "version": 1, "entries": []}', 0, "", "twice"),
        (b'{"version": NaN, "entries": []}', 0, "", "NaN"),
        (whole(GOOD, 7), 5, "entries[1]", "a table"),
        (whole({**GOOD, "rule": 7}), 4, "entries[0].rule", "a text"),
        (whole({**GOOD, "rule": ""}), 4, "entries[0].rule", "missing"),
        (whole({**GOOD, "until": "x"}), 4, "entries[0].until", "no such key"),
        (whole({**GOOD, "fingerprint": "*"}), 4, "entries[0].fingerprint", "hexadecimal"),
        (whole({**GOOD, "severity": "none"}), 4, "entries[0].severity", "one of"),
        (whole({**GOOD, "since": "2026-13-01"}), 4, "entries[0].since", "a date"),
        (whole(GOOD, GOOD), 5, "entries[1].fingerprint", "entry 1 has the same"),
    ],
)
def test_a_broken_file_is_named_with_line_and_key(data: bytes, line: int, key: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        baseline.read(data, "b.json")
    error = caught.value
    assert words in error.what
    assert error.what.startswith("b.json")
    assert (error.line, error.key) == (line, key)


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="larger than"):
        baseline.read(b" " * (baseline.MAX_BYTES + 1))


def test_ages_are_told_oldest_first_also_of_days_that_were_not() -> None:
    entries = [Known("1", "r", "p", since=day) for day in ("2026-11-22", "2026-02-29", "2026-11-23")]
    assert [(age, one.since) for age, one in baseline.aged(entries, TODAY)] == [
        (267, "2026-02-29"),
        (1, "2026-11-22"),
        (0, "2026-11-23"),
    ]


# -- a change of the file -----------------------------------------------------------------------------------------


def grown(old: tuple[Known, ...] | None, new: tuple[Known, ...] | None, *there: str) -> str:
    before, after = (None if side is None else baseline.write(side).encode() for side in (old, new))
    return baseline.grown(before, after, lambda path: path in there)


def test_growing_is_told_and_shrinking_passes() -> None:
    one = made({"a.sql": "DROP a;"})
    two = made({"a.sql": "DROP a;\nDROP b;"})
    assert grown(two, one, "a.sql") == ""
    assert grown(two, None, "a.sql") == ""
    assert grown(one, one, "a.sql") == ""
    assert grown(one, tuple(entry.but(reason="because") for entry in one), "a.sql") == ""
    assert "1 finding more: sql/drop-table in a.sql" in grown(one, two, "a.sql")
    assert "1 finding more" in grown(None, one, "a.sql")


def test_swapping_one_entry_for_another_is_growing() -> None:
    old, new = made({"a.sql": "DROP a;"}), made({"b.sql": "DROP a;"})
    assert "1 finding more" in grown(old, new, "a.sql", "b.sql")
    assert grown(old, new, "b.sql") == ""  # the file was renamed
    assert "1 finding more" in grown(old, tuple(one.but(since=TODAY) for one in new), "b.sql")


@pytest.mark.parametrize("change", [{"severity": "critical"}, {"since": TODAY}, {"author": "nobody"}, {"path": "z"}])
def test_altering_an_entry_is_growing(change: dict[str, str]) -> None:
    one = made({"a.sql": "DROP a;"})
    assert "no longer as recorded" in grown(one, (one[0].but(**change),), "a.sql")


def test_a_file_that_cannot_be_read_is_told() -> None:
    assert "cannot be read" in baseline.grown(b"{}", b"../link", lambda _: True)
    assert "1 finding more" in baseline.grown(b"broken", baseline.write(made({"a": "DROP"})).encode(), lambda _: True)


def test_a_patch_that_adds_entries_is_told() -> None:
    one, two = (baseline.write(made({path: "DROP a;"})).encode().split(b"\n")[3] for path in ("a.sql", "b.sql"))
    assert baseline.grown_in_patch([b"+" + one]) == "it knows 1 finding more"
    assert baseline.grown_in_patch([b"-" + one, b"+" + one + b","]) == ""
    assert baseline.grown_in_patch([b"-" + one, b"+" + two]) == "it knows 1 finding more"
    assert baseline.grown_in_patch([b'+  {"fingerprint": broken']) == "it knows 1 finding more"


# -- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["one file", "one line", "renamed", "ambiguous", "statements", "secrets"])
def test_ten_thousand_entries_take_no_square_of_time(shape: str) -> None:
    """Each shape in a few seconds: comparing everything with everything would take many minutes."""
    count = 10_000
    if shape in ("renamed", "ambiguous"):
        old = {f"old/{n}.sql": "DROP a;" if shape == "ambiguous" else f"DROP t{n};" for n in range(count)}
        new = {f"new/x{n}.sql": text for n, text in enumerate(old.values())}
    else:
        line = {"one file": "DROP t{n};", "one line": "DROP a;", "statements": "DROP", "secrets": "--token s{n} DROP"}
        rest = "\n  t{n};" if shape == "statements" else ""
        old = {"a.sql": "\n".join((line[shape] + rest).format(n=n) for n in range(count))}
        new = old
    length = 2 if shape == "statements" else 1

    def found(files: dict[str, str]) -> tuple[Finding, ...]:
        return tuple(one.but(place=one.place.but(end_line=one.place.line + length - 1)) for one in marked(files))

    began = time.perf_counter()
    side = tree(old)
    entries = baseline.entries_of([one for one in (baseline.seen(f, side) for f in found(old)) if one], TODAY, "")
    assert len(entries) == count
    sides = Sides(tree(new))
    report = baseline.apply(Report(found(new)), Baseline(entries), lambda _: sides)
    assert len(report.baselined) == (0 if shape == "ambiguous" else count)
    assert time.perf_counter() - began < 20


def test_lines_count_equal_ones_above() -> None:
    lines = Lines("a\n b \nb\na\nb c")
    assert [lines.before("b", line) for line in (2, 3, 4)] == [0, 1, 2]
    assert lines.count("b") == 2
    assert lines.count("b\na") == 1
    assert lines.before("b\na", 4) == 1
