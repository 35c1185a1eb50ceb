"""Configuration files on disk: read without waiting, and whether their place can be relied on."""

import os

import pytest

from keyturn.adapter.config_files import read, repository_roots, writable_by_others

ME = os.getuid()


def test_absent_present_and_cut_at_the_limit(tmp_path):
    path = tmp_path / "keyturn.toml"
    assert read(str(path), 10) is None
    assert read(str(tmp_path / "a" / "b"), 10) is None
    path.write_bytes(b"x" * 50)
    assert read(str(path), 10).data == b"x" * 11


def test_a_pipe_in_its_place_does_not_make_it_wait(tmp_path):
    os.mkfifo(tmp_path / "keyturn.toml")
    found = read(str(tmp_path / "keyturn.toml"), 10)
    assert found.data is None
    assert "regular" in found.why


def test_a_directory_or_a_link_to_nothing_is_not_absent(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "l").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("d", "l", "loop"):
        assert read(str(tmp_path / name), 10).data is None


class TestWritableByOthers:
    @pytest.fixture
    def path(self, tmp_path):
        tmp_path.chmod(0o755)
        (tmp_path / "etc").mkdir(mode=0o755)
        path = tmp_path / "etc" / "keyturn.toml"
        path.write_text("")
        path.chmod(0o644)
        return path

    def test_nobody(self, path, tmp_path):
        assert writable_by_others(str(path), ME, str(tmp_path)) == ""

    @pytest.mark.parametrize("mode", [0o664, 0o646])
    def test_the_files_group_or_others(self, path, tmp_path, mode):
        path.chmod(mode)
        assert "written" in writable_by_others(str(path), ME, str(tmp_path))

    def test_its_directory(self, path, tmp_path):
        path.parent.chmod(0o777)
        assert "written" in writable_by_others(str(path), ME, str(tmp_path))
        path.parent.chmod(0o1777)
        assert writable_by_others(str(path), ME, str(tmp_path)) == ""

    def test_another_owner(self, path, tmp_path):
        assert "belongs" in writable_by_others(str(path), ME + 1, str(tmp_path))

    def test_a_link_is_judged_by_where_it_leads(self, path, tmp_path):
        loose = tmp_path / "loose"
        loose.mkdir()
        loose.chmod(0o777)
        (loose / "k").write_text("")
        path.unlink()
        path.symlink_to(loose / "k")
        assert "written" in writable_by_others(str(path), ME, str(tmp_path))


def test_a_repository_inside_another_does_not_hide_the_outer_one(tmp_path):
    (tmp_path / "outer" / ".git").mkdir(parents=True)
    (tmp_path / "outer" / "a" / "inner").mkdir(parents=True)
    (tmp_path / "outer" / "a" / "inner" / ".git").write_text("gitdir: elsewhere")
    (tmp_path / "outer" / "a" / "inner" / "b").mkdir()
    roots = repository_roots(str(tmp_path / "outer" / "a" / "inner" / "b"))
    assert roots == (str(tmp_path / "outer" / "a" / "inner"), str(tmp_path / "outer"))


def test_outside_any_repository_it_is_the_directory_itself(tmp_path):
    roots = repository_roots(str(tmp_path))
    assert roots[0] == str(tmp_path) or (tmp_path / roots[0] / ".git").exists()
