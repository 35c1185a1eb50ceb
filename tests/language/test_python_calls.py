"""Python texts as calls: names through imports, static values, holes, places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.language import python
from keyturn.model.source import Origin, Source
from keyturn.model.word import GLOB, TEMPLATE, TEMPORARY, VARIABLE, Hole, Word


def reading(text, **options):
    word = text if isinstance(text, Word) else Word(text)
    return python.read(Source("python", word, **options))


def calls(text):
    return reading(text).calls


def named(text, name):
    found = [call for call in calls(text) if call.name == name]
    assert found, [call.name for call in calls(text)]
    return found[0]


SYSTEM_SPELLINGS = [
    'import os\nos.system("rm x")',
    'import os as o\no.system("rm x")',
    'from os import system\nsystem("rm x")',
    'from os import system as s\ns("rm x")',
    'from os import *\nsystem("rm x")',
    '__import__("os").system("rm x")',
    'import importlib\nimportlib.import_module("os").system("rm x")',
    'import os\ngetattr(os, "system")("rm x")',
    'import os\ngetattr(os, "sys" + "tem")("rm x")',
    'import os\nf = os.system\nf("rm x")',
    'import os\nos.__dict__["system"]("rm x")',
    'import os\nvars(os)["system"]("rm x")',
    'import sys, os\nsys.modules["os"].system("rm x")',
    "exec(\"import os; os.system('rm x')\")",
    "eval(\"__import__('os').system('rm x')\")",
    "exec(compile(\"import os; os.system('rm x')\", 'f', 'exec'))",
    'import base64\nexec(base64.b64decode("aW1wb3J0IG9zOyBvcy5zeXN0ZW0oJ3JtIHgnKQ=="))',
    'import codecs\nexec(codecs.decode("vzcbeg bf; bf.flfgrz(\'ez k\')", "rot13"))',
    'import os\nos.system("rm " + "x")',
    'import os\nos.system("rm " "x")',
    "import os\nos.system(f\"rm {'x'}\")",
    'import os\na = "rm"\nos.system(f"{a} x")',
    'import os\nos.system("%s %s" % ("rm", "x"))',
    'import os\nos.system("{} {}".format("rm", "x"))',
    'import os\nos.system("{0} {1}".format("rm", "x"))',
    'import os\nos.system(" ".join(["rm", "x"]))',
    'import os\nos.system("x mr"[::-1])',
    'import os\nos.system("\\x72m x")',
    'import os\nos.system("\\162m x")',
    'import os\nos.system("RM X".lower())',
    'import os\nos.system("rZ x".replace("Z", "m"))',
    'import os\nos.system(chr(114) + "m x")',
    'import os\nos.system(bytes.fromhex("726d2078").decode())',
    'import os\ndef go(c):\n    os.system(c)\ngo("rm x")',
    'import os\ndef go(c="rm x"):\n    os.system(c)\ngo(c="rm x")',
    'import os\nfor c in ["rm x"]:\n    os.system(c)',
    'import os\n[os.system(c) for c in ("rm x",)]',
    'import os\nif (c := "rm x"):\n    pass\nos.system(c)',
    'import os\nclass A:\n    c = "rm x"\n    def go(self):\n        os.system(self.c)',
    'import os\ntry:\n    os.system("rm x")\nexcept OSError:\n    pass',
    'import os\nwith open("f") as g:\n    os.system("rm x")',
    'import os\nparts = ["rm"]\nparts.append("x")\nos.system(" ".join(parts))',
    'import os\nos.system(command="rm x")',
    'import os\n\uff4f\uff53.\uff53ystem("rm x")',
]


@pytest.mark.parametrize("text", SYSTEM_SPELLINGS)
def test_one_call_however_it_is_spelled(text):
    found = named(text, "os.system")
    value = found.args[0] if found.args else found.keyword("command")
    assert isinstance(value, Word)
    assert value.text == "rm x"


def test_what_is_computed_is_a_hole():
    (word,) = named("import os\nos.system(f'rm -rf {base}/x')", "os.system").args
    assert word.parts == ("rm -rf ", Hole(TEMPLATE, "base", True), "/x")


def test_list_with_an_unknown_member_keeps_the_others():
    (words,) = named('import subprocess\nsubprocess.run(["rm", "-rf", path])', "subprocess.run").args
    assert [word.text for word in words] == ["rm", "-rf", None]
    assert words[2].holes[0].why == VARIABLE
    assert not words[2].splits


def test_a_spread_list_may_be_any_number_of_words():
    (words,) = named('import subprocess\nsubprocess.run(["rm", *names])', "subprocess.run").args
    assert words[1].splits


def test_keyword_arguments_and_their_absence():
    call = named("import subprocess\nsubprocess.run(c, shell=True, cwd='/x')", "subprocess.run")
    assert call.keyword("shell") == Word("True")
    assert call.keyword("cwd").text == "/x"
    assert call.given("shell")
    assert not call.given("env")


def test_an_unknown_object_leaves_only_the_method():
    assert [call.name for call in calls("def f(x):\n    x.execute('a')")] == [".execute"]
    assert calls("User.objects.all().delete()")[-1].name == ".objects.all.delete"


def test_a_chain_keeps_what_it_was_made_of():
    call = named("import boto3\nc = boto3.client('rds')\nc.delete_db_instance()", "boto3.client.delete_db_instance")
    assert call.receiver == Word("rds", quoted=True)


def test_paths_are_put_together():
    text = 'from pathlib import Path\np = Path("/data") / "a"\n(p / "b").unlink()'
    assert named(text, "pathlib.Path.unlink").receiver.text == "/data/a/b"
    text = 'import os\nos.remove(os.path.join("/data", "a", "b"))'
    assert named(text, "os.remove").args[0].text == "/data/a/b"


def test_an_unknown_base_makes_no_absolute_path():
    (word,) = named('import os\nos.remove(os.path.join(base, "etc"))', "os.remove").args
    assert word.worst() == "etc"


def test_glob_loops_bind_the_pattern():
    (word,) = named('import glob, os\nfor f in glob.glob("/d/*.py"):\n    os.remove(f)', "os.remove").args
    assert word.holes[0].why == GLOB
    assert word.worst() == "/d/*.py"


def test_temporary_directories_are_known_as_such():
    (word,) = named("import shutil, tempfile\nshutil.rmtree(tempfile.mkdtemp())", "shutil.rmtree").args
    assert word.holes[0].why == TEMPORARY
    text = "import shutil\ndef test_x(tmp_path):\n    shutil.rmtree(tmp_path)"
    assert named(text, "shutil.rmtree").args[0].holes[0].why == TEMPORARY


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ('os.system("x")', True),
        ('if __name__ == "__main__":\n    os.system("x")', True),
        ('if a:\n    os.system("x")', False),
        ('if a:\n    pass\nelse:\n    os.system("x")', False),
        ('while a:\n    os.system("x")', False),
        ('for a in b:\n    os.system("x")', True),
        ('def f():\n    os.system("x")', False),
        ('def f():\n    os.system("x")\nf()', True),
        ('def f():\n    g()\ndef g():\n    os.system("x")\nf()', True),
        ('try:\n    a()\nexcept E:\n    os.system("x")', False),
        ('try:\n    a()\nfinally:\n    os.system("x")', True),
        ('a and os.system("x")', False),
        ('b if a else os.system("x")', False),
        ('lambda: os.system("x")', False),
    ],
)
def test_what_may_not_run_is_possible_only(text, certain):
    assert named("import os\n" + text, "os.system").certain is certain


def test_a_name_bound_differently_in_a_branch_is_not_known():
    (word,) = named("import os\nc = 'ls'\nif a:\n    c = 'rm x'\nos.system(c)", "os.system").args[:1] or (None,)
    assert word is None


def test_within_names_the_function():
    text = "from alembic import op\ndef upgrade():\n    op.drop_table('a')\ndef downgrade():\n    op.drop_table('b')"
    found = [(call.name, call.within, call.args[0].text) for call in calls(text)]
    assert found == [("op.drop_table", "upgrade", "a"), ("op.drop_table", "downgrade", "b")]


def test_places_are_those_of_the_file():
    source = Source("python", Word("a()\n\n  \nbé = 'é'; os.system(\n  'x')"), Origin("/f.py", 11))
    call = python.read(source).calls[-1]
    assert (call.origin.file, call.origin.line, call.origin.column) == ("/f.py", 14, 11)
    assert (call.origin.end_line, call.origin.end_column) == (15, 7)


def test_holes_of_the_text_survive():
    text = Word(("import os; os.system('rm -rf ", Hole(VARIABLE, "D"), "/')"))
    (word,) = reading(text).calls[-1].args
    assert word.worst() == "rm -rf /"
    assert word.holes[0].name == "D"


def test_text_that_is_not_python_says_so():
    assert reading("rm -rf /").errors
    assert not reading("import os").errors


def test_deep_and_long_texts_end_and_say_so():
    deep = reading("(" * 3000 + "1" + ")" * 3000)
    assert not deep.complete or deep.errors
    assert not reading("f(" * 500 + ")" * 500).complete
    assert not reading("x()\n" * 60_000).complete
    chained = reading('import os\nos.system("a" + ' + " + ".join(['"b"'] * 800) + ")")
    assert chained.complete
    assert chained.calls[-1].args[0].text == "a" + "b" * 800


def test_text_that_would_grow_without_bound_is_a_hole():
    found = reading('a = "x" * 99999\nb = a * 99999\nimport os\nos.system(b)')
    assert found.calls[-1].args[0] is None


def test_recursion_ends():
    assert reading("def f(a):\n    f(a + 'x')\n    g(a)\ndef g(b):\n    f(b)\nf('y')").complete


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_no_text_is_refused(text):
    reading(text)


PIECES = ["import os", "os.system('rm x')", "def f(a=1):", "    return a", "f('x')", "if x:", "    pass", "x = 'a' + f(", "for a in [1]:", "class A:", "'''", "exec('os.system(1)')", "}", "\\", "\x00", "lambda: (", "try:", "a[::0]", "'%s' % (1,)", "'{'.format()"]  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_mixture_is_refused(pieces):
    reading("\n".join(pieces))


@given(st.lists(st.sampled_from(["a = 1", "def g():\n    return 2", "print('x')", "import json", "b = [1, 2]", "# c"])))
def test_harmless_neighbours_hide_nothing(lines):
    text = "\n".join([*lines, "import os", "os.system('rm x')", *lines])
    assert named(text, "os.system").args[0].text == "rm x"
