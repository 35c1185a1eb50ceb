"""What file programs and redirections would lose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.judge.corridor import follow
from keyturn.model.effect import FILE_CHANGE, MASS_DELETE, RECURSIVE_DELETE, Effect
from keyturn.model.source import SHELL, Source
from keyturn.model.target import GUARD, HOST, MACHINE
from keyturn.model.word import GLOB, Hole, Word
from keyturn.model.workspace import Layout
from keyturn.tool.filesystem import inside, remote_host, sweeping
from tests.support import DictWorkspace, judged, rules, verdict, view

HOME = "/home/sam"


def effects(text: str, workspace: DictWorkspace | None = None) -> tuple[Effect, ...]:
    return judged(text, workspace).effects


def one(text: str, workspace: DictWorkspace | None = None) -> Effect:
    found = effects(text, workspace)
    assert len(found) == 1, found
    return found[0]


# ---- rm -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["rm -rf src", "rm -r -f src", "rm -fR src", "rm --recursive src", "rm --recur --forc src", "rm src -rf", "rm -vrf -- src",
     "rm -r --interactive=never src", "\\rm -rf src", "/bin/rm -rf src", "RM -rf src", "rm --no-preserve-root -rf src",
     "rm -rf ./src/", "rm -rf $PWD/src"],
)  # fmt: skip
def test_every_spelling_of_a_recursive_delete(text: str) -> None:
    effect = one(text)
    assert effect.rule == "filesystem/recursive-delete"
    assert effect.category == RECURSIVE_DELETE
    assert effect.targets[0].facet("path") == "/work/app/src"
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text", ["rm", "rm -rf", "rm --help -rf /", "rm --version", "rmdir -p a/b", "trash src", "touch x"]
)
def test_nothing_is_deleted(text: str) -> None:
    assert rules(text) == []


def test_an_option_after_two_dashes_is_a_file() -> None:
    effect = one("rm -- -rf")
    assert effect.category == FILE_CHANGE
    assert effect.targets[0].facet("path") == "/work/app/-rf"


@pytest.mark.parametrize(
    "text",
    [
        "rm -rf /",
        "rm -rf /*",
        "rm -rf ~",
        "rm -rf $HOME",
        "rm -rf /etc",
        "rm -rf //",
        "rm -rf /tmp/../etc",
        "rm -rf ~/.",
    ],
)
def test_system_places_are_refused(text: str) -> None:
    assert verdict(text) == "deny"


def test_an_unset_variable_is_judged_at_its_worst() -> None:
    effect = one('rm -rf "$UNSET/"')
    assert effect.category == MASS_DELETE
    assert effect.targets[0].facet("path") == "/"
    assert verdict('rm -rf "$UNSET/"') != "allow"


@pytest.mark.parametrize(
    "text", ["rm -rf *", "rm -rf .*", "rm -rf src/*", "rm -f *", "rm -f src/*", "rm -f */*.pyc", "rm -rf build-*"]
)
def test_open_ended_deletes(text: str) -> None:
    assert one(text).category == MASS_DELETE
    assert not one(text).extent.closed


def test_a_narrow_glob_is_closed_and_counted() -> None:
    workspace = DictWorkspace(
        {f"/work/app/{name}": "" for name in ("a.bak", "b.bak", ".c.bak", "d.txt")}, ("/work/app",)
    )
    effect = one("rm -f *.bak", workspace)
    assert (effect.category, effect.extent.closed) == (FILE_CHANGE, True)
    assert (effect.extent.count, effect.extent.exact) == (2, True)
    assert one("rm -f *.bak").extent.count is None


def test_files_below_a_directory_are_counted_and_counting_stops() -> None:
    few = DictWorkspace({f"/work/app/src/{number}/x": "" for number in range(30)}, ("/work/app",))
    effect = one("rm -rf src", few)
    assert (effect.category, effect.extent.count, effect.extent.exact) == (RECURSIVE_DELETE, 30, True)
    many = DictWorkspace({f"/work/app/photos/{number}.jpg": "" for number in range(2229)}, ("/work/app",))
    effect = one("rm -rf photos", many)
    assert effect.category == MASS_DELETE
    assert effect.extent.count is not None
    assert 500 < effect.extent.count < 2229
    assert not effect.extent.exact


def test_a_file_deleted_recursively_is_only_a_file() -> None:
    workspace = DictWorkspace({"/work/app/notes": "x"}, ("/work/app",))
    assert one("rm -rf notes", workspace).category == FILE_CHANGE


def test_an_operand_list_is_one_effect_with_all_targets() -> None:
    effect = one("rm a b c")
    assert effect.extent.count == 3
    assert len(effect.targets) == 3
    assert verdict("rm a b c") == "allow"


def test_few_named_files_pass_where_many_do_not() -> None:
    assert verdict("rm " + " ".join(f"f{number}" for number in range(20))) == "allow"
    assert verdict("rm " + " ".join(f"f{number}" for number in range(21))) == "hold"


@pytest.mark.parametrize("text", ["rm -rf node_modules dist", "rm -rf /tmp/x", "rm -rf $TMPDIR/x", 'd=$(mktemp -d); rm -rf "$d"',
                                  "rm -rf ~/.cache/pip", "rm -rf src/__pycache__"])  # fmt: skip
def test_throw_away_places_pass(text: str) -> None:
    assert verdict(text) == "allow"


def test_list_from_elsewhere_is_open() -> None:
    assert one("list | xargs rm").category == MASS_DELETE
    assert verdict("list | xargs -0 rm -rf") == "hold"


def test_the_dot_git_directory_counts_as_the_repository() -> None:
    assert verdict("rm -rf .git") == "hold"
    assert one("rm -rf .git").targets[0].facet("nested") == "yes"


# ---- redirections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "echo x >| prod.db",
        "make &> prod.db",
        "make > prod.db 2>&1",
        "cat a 2> prod.db",
        "x 1>prod.db",
    ],
)
def test_redirection_overwrites(text: str) -> None:
    assert rules(text) == ["filesystem/overwrite-by-redirect"]


@pytest.mark.parametrize(
    "text",
    ["make >> log", "make > /dev/null 2>&1", "make &>> log", "make < in", "make 2>&-", "make > /dev/stderr", "make >/dev/fd/3",
     "make > /dev/tty", "cat <<EOF\n> prod.db\nEOF", "diff <(a) <(b)", 'echo x > "$OUT/file"', "make > >(tee -a log)"],
)  # fmt: skip
def test_redirection_that_loses_nothing(text: str) -> None:
    assert rules(text) == []


def test_redirection_to_a_new_file_in_a_visible_directory() -> None:
    workspace = DictWorkspace({f"{HOME}/notes/a": "x"})
    assert rules("echo x > ~/notes/b", workspace) == []
    assert rules("echo x > ~/notes/a", workspace) == ["filesystem/overwrite-by-redirect"]
    assert rules("echo x > ~/unseen/b", workspace) == ["filesystem/overwrite-by-redirect"]


@pytest.mark.parametrize(
    "text", ["echo x > /dev/sda", "echo x >> /dev/nvme0n1", "cat i > /dev/mapper/vg-lv", "echo b > /proc/sysrq-trigger"]
)
def test_redirection_to_a_device(text: str) -> None:
    assert rules(text) == ["filesystem/write-device"]
    assert one(text).targets[0].kind == MACHINE
    assert verdict(text) == "deny"


# ---- guards and what runs later -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["rm keyturn.toml", "rm -rf .keyturn", "rm -rf ~/.config/keyturn", "echo > keyturn.toml", "echo x >> sub/keyturn.toml",
     "cp a keyturn.toml", "mv keyturn.toml x", "sed -i s/a/b/ keyturn.toml", "tee .claude/settings.json", "rm -r .claude",
     "cp x .claude/settings.json", "ln -sf x .cursor/hooks.json", "truncate -s 0 .codex/hooks.json", "chmod 000 keyturn.toml",
     "dd of=keyturn.toml", "install x /etc/keyturn/x", "rm ~/.local/state/keyturn/ledger", "mv x .gemini/settings.json",
     "unlink keyturn.toml", "shred keyturn.toml", "find . -name keyturn.toml -delete", "cp settings.json .claude/"],
)  # fmt: skip
def test_the_guards_files_are_not_touched(text: str) -> None:
    assert "keyturn/guard-file" in rules(text)
    assert verdict(text) == "deny"
    assert any(target.kind == GUARD for effect in effects(text) for target in effect.targets)


@pytest.mark.parametrize(
    "text",
    ["rm .git/hooks/pre-commit", "mv .git/hooks x", "chmod -x .git/hooks/pre-push", "chmod 644 .git/hooks/pre-push"],
)
def test_hooks_are_not_taken_away(text: str) -> None:
    assert "keyturn/skip-hooks" in rules(text)


@pytest.mark.parametrize("text", ["rm .git/hooks/pre-push.sample", "chmod +x .git/hooks/pre-push", "cat keyturn.toml", "cp keyturn.toml copy",
                                  "echo x > .claude/notes.md", "rm -rf .claude/worktrees/x", "rm docs/keyturn.md"])  # fmt: skip
def test_reading_a_guard_or_standing_near_it_is_fine(text: str) -> None:
    assert not {"keyturn/guard-file", "keyturn/skip-hooks"} & set(rules(text))


@pytest.mark.parametrize(
    "text",
    ["echo x >> ~/.bashrc", "echo x >> ~/.zshenv", "tee -a ~/.profile", "cat key >> ~/.ssh/authorized_keys", "cp h .git/hooks/post-commit",
     "cp h .git/hooks/", "echo x >> /etc/crontab", "cp job /etc/cron.d/job", "echo x > .envrc", "ln -s x ~/.config/systemd/user/x.service",
     "echo '[alias]' >> .git/config", "sed -i s/a/b/ ~/.bashrc", "install -m 755 h .git/hooks/pre-push"],
)  # fmt: skip
def test_what_runs_later_is_an_effect(text: str) -> None:
    assert "filesystem/startup-file" in rules(text)
    assert verdict(text) != "allow"


# ---- moving and copying -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("cp a b", "/work/app/b"),
        ("cp a sub/", "/work/app/sub/a"),
        ("cp -t sub a", "/work/app/sub/a"),
        ("cp --target-dir=sub x/a", "/work/app/sub/a"),
        ("cp a b sub", "/work/app/sub/a"),
        ("mv a b", "/work/app/b"),
        ("mv -T a sub/", "/work/app/sub"),
        ("install -m 644 a /opt/x", "/opt/x"),
        ("ln -sf a b", "/work/app/b"),
        ("ln -f /x/y", "/work/app/y"),
        ("dd if=x of=b bs=1M", "/work/app/b"),
        ("echo x | tee b", "/work/app/b"),
        ("echo x | sponge b", "/work/app/b"),
        ("sort a -o b", "/work/app/b"),
        ("sort -uob a", "/work/app/b"),
    ],
)
def test_where_a_copy_lands(text: str, path: str) -> None:
    found = [
        target.facet("path")
        for effect in effects(text)
        for target in effect.targets
        if effect.rule == "filesystem/overwrite"
    ]
    assert path in found


@pytest.mark.parametrize(
    "text", ["cp -n a b", "cp --backup=numbered a b", "mv -n a b", "ln -s a b", "tee -a b", "cp a", "dd if=b", "sort a", "cp a /dev/null",
             "mv --no-clobber a b", "cp --update=none a b", "install -d x/y"]
)  # fmt: skip
def test_nothing_is_overwritten(text: str) -> None:
    assert rules(text) == []


def test_emptying_by_copy() -> None:
    assert rules("cp /dev/null prod.db") == ["filesystem/truncate"]


def test_moving_into_the_void_or_a_temporary_place_is_deleting() -> None:
    assert one("mv src /dev/null").category == RECURSIVE_DELETE
    assert one("mv * /dev/null").category == MASS_DELETE
    tree = DictWorkspace({"/work/app/src/a": "x"}, ("/work/app",))
    assert "filesystem/recursive-delete" in rules("mv src /tmp/x", tree)
    assert "filesystem/delete" in rules("mv a.txt /tmp/")
    assert verdict("mv /tmp/a /tmp/b") == "allow"


@pytest.mark.parametrize("text", ["mv /etc /etc.old", "mv /var/lib/postgresql .", "mv ~ /srv/x", "mv .git old"])
def test_moving_away_what_others_need(text: str) -> None:
    assert "filesystem/move-away" in rules(text)
    assert verdict(text) != "allow"


# ---- in place -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("truncate -s 0 a", "filesystem/truncate"),
        ("truncate --size=-1K a", "filesystem/truncate"),
        ("truncate -s '<10' a", "filesystem/truncate"),
        ("truncate -r b a", "filesystem/truncate"),
        ("shred -u a", "filesystem/shred"),
        ("srm -rf a", "filesystem/shred"),
        ("wipe a", "filesystem/shred"),
        ("chmod -R 777 a", "filesystem/recursive-permissions"),
        ("chmod 777 -R a", "filesystem/recursive-permissions"),
        ("chmod --recur u-w a", "filesystem/recursive-permissions"),
        ("chmod -fR -w a", "filesystem/recursive-permissions"),
        ("chown -hR me a", "filesystem/recursive-permissions"),
        ("chgrp --recursive me a", "filesystem/recursive-permissions"),
        ("chmod 000 /", "filesystem/recursive-permissions"),
        ("chown me /etc", "filesystem/recursive-permissions"),
        ("chattr -R +i a", "filesystem/recursive-permissions"),
    ],
)
def test_rewritten_in_place(text: str, rule: str) -> None:
    assert rules(text) == [rule]
    assert verdict(text) != "allow"


@pytest.mark.parametrize(
    "text",
    ["truncate -s +1G a", "truncate -s '>10' a", "truncate", "shred", "shred --help", "chmod +x run.sh", "chmod -r a", "chmod -x a", "chown me a",
     "chmod -rw a", "chmod u+s a", "chattr +i a"],
)  # fmt: skip
def test_in_place_but_nothing_lost(text: str) -> None:
    assert rules(text) == []


def test_a_size_shrinks_only_what_is_larger() -> None:
    workspace = DictWorkspace({"/work/app/a": "x" * 100}, ("/work/app",))
    assert rules("truncate -s 10 a", workspace) == ["filesystem/truncate"]
    assert rules("truncate -s 1K a", workspace) == []


def test_a_device_is_a_device_by_any_program() -> None:
    for text in ("dd of=/dev/sda", "shred /dev/sdb", "tee /dev/sdc", "cp x /dev/sdd", "truncate -s 0 /dev/sda"):
        assert "filesystem/write-device" in rules(text)
        assert verdict(text) == "deny"


# ---- archives and mirrors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", ["--delete", "--del", "--delete-after", "--delete-excluded", "--delete-missing-args"])
def test_rsync_delete(flag: str) -> None:
    effect = one(f"rsync -a {flag} --exclude x src/ /srv/dest")
    assert effect.rule == "filesystem/mirror-delete"
    assert effect.targets[0].facet("path") == "/srv/dest"
    assert one(f"rsync -a {flag} src/ sam@host:/dest").targets[0].kind == HOST


@pytest.mark.parametrize("text", ["rsync -a a b", "rsync -an --delete a b", "rsync --list-only --delete a b", "rsync -a --exclude --delete a b",
                                  "rsync -a --delete", "rsync -aE --dry-run --delete a b"])  # fmt: skip
def test_rsync_that_deletes_nothing(text: str) -> None:
    assert rules(text) == []


def test_rsync_removes_its_sources() -> None:
    assert rules("rsync -a --remove-source-files src/ host:/x") == ["filesystem/recursive-delete"]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("a:/x", "a"),
        ("sam@a:x", "a"),
        ("a::module", "a"),
        ("rsync://a/x", "a"),
        ("./a:b", None),
        ("/a:b", None),
        ("a", None),
        ("C:\\x", None),
    ],
)
def test_remote_places(text: str, host: str | None) -> None:
    assert remote_host(Word(text)) == host


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("tar -xf a.tar -C /", "filesystem/extract-over"),
        ("tar xf a.tar --overwrite", "filesystem/extract-over"),
        ("tar xPf a.tar", "filesystem/extract-over"),
        ("unzip -o a.zip", "filesystem/extract-over"),
        ("tar czf a.tgz --remove-files src", "filesystem/recursive-delete"),
        ("tar --delete -f a.tar x", "filesystem/overwrite"),
    ],
)
def test_archives_that_overwrite_or_delete(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize("text", ["tar xzf a.tgz", "tar czf a.tgz src", "tar tf a.tar -C /", "tar xkf a.tar -C /", "unzip a.zip", "unzip -l -o a.zip",
                                  "unzip -n -o a.zip"])  # fmt: skip
def test_archives_that_lose_nothing(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    ["tar xf a --to-command='rm -rf /'", "tar cf a x --checkpoint=1 --checkpoint-action=exec='rm -rf /'", "tar -I 'rm -rf /' -cf a x",
     "rsync -e 'rm -rf / #' a b:c", "sed '1e rm -rf /' x", "sort --compress-program 'rm -rf /' x"],
)  # fmt: skip
def test_commands_hidden_in_options(text: str) -> None:
    assert verdict(text) == "deny"


def test_sed_in_place_is_an_ordinary_edit() -> None:
    assert rules("sed -i s/a/b/ src/app.py") == []
    assert rules("sed -n 1,5p x") == []
    assert rules("sed 's/e rm -rf/x/' f") == []


# ---- laws ---------------------------------------------------------------------------------------------------------


@given(st.permutations(["-r", "-f", "-v", "src"]))
def test_order_of_options_never_matters(words: list[str]) -> None:
    assert rules("rm " + " ".join(words)) == ["filesystem/recursive-delete"]


@given(
    st.sampled_from("rm mv cp ln install tee dd chmod chown truncate shred rsync tar unzip sed sort".split()),
    st.lists(
        st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="'"), max_size=10), max_size=6
    ),
)
def test_no_arguments_make_it_fail(program: str, words: list[str]) -> None:
    assert "blind/fault" not in rules(f"{program} " + " ".join(f"'{word}'" for word in words))


@given(
    st.lists(st.sampled_from(["a", "src", "/etc/x", "*", "$X", "-r", "-f", "--"]), max_size=6),
    st.sampled_from(["b", "src2", "/srv/y", "*.c"]),
)
def test_more_operands_are_never_laxer(words: list[str], more: str) -> None:
    order = {"allow": 0, "hold": 1, "deny": 2}
    text = "rm " + " ".join(words)
    assert order[verdict(f"{text} {more}")] >= order[verdict(text)]


def test_everything_in_a_directory() -> None:
    star = Hole(GLOB, "*")
    assert inside(Word("a")) == Word(("a/", star))
    assert inside(Word("a/")) == Word(("a/", star))
    assert sweeping(inside(Word("a")))
    assert not sweeping(Word(("a/", Hole(GLOB, "*.c"))))


@pytest.mark.parametrize(
    "command",
    [
        "rm terraform.tfstate",
        "rm -f terraform.tfstate*",
        "rm infra/*.tfstate",
        "mv terraform.tfstate terraform.tfstate.old",
        "cp old.tfstate terraform.tfstate",
        "echo '{}' > terraform.tfstate",
    ],
)
def test_the_state_of_terraform_is_no_common_file(command: str) -> None:
    assert "terraform/state-file" in rules(command)
    assert verdict(command) != "allow"


def test_what_stands_beside_the_state_is_common() -> None:
    assert verdict("cp terraform.tfstate terraform.tfstate.saved") == "allow"
    assert verdict("rm /tmp/try/terraform.tfstate") == "allow"
    assert verdict("rm -rf .terraform") == "allow"


def test_a_state_in_the_work_counts_wherever_the_work_is() -> None:
    lab = view(layout=Layout("/tmp/lab", "/home/sam"))
    found = follow(Source(SHELL, Word("rm terraform.tfstate")), lab).effects
    assert "terraform/state-file" in [one.rule for one in found]


@pytest.mark.parametrize(
    "command",
    [
        "chmod -R +x scripts",
        "chmod -R u+rwX,go+rX site-files",
        "sudo chown -R $USER:$USER .",
        'chown -R "$(id -u):$(id -g)" data',
        "find . -type d -empty -delete",
        "rm -rf vendor/bundle",
        "rm -rf ~/.npm/_cacache",
        "rm -rf test-results playwright-report",
    ],
)
def test_rights_given_and_output_removed_pass(command: str) -> None:
    assert verdict(command) == "allow"


@pytest.mark.parametrize(
    "command",
    [
        "chmod -R +x /",
        "chmod -R a+w src",
        "chmod -R o+w src",
        "chmod -R u-x src",
        "chmod -R u+x,go-r src",
        "chown -R nobody src",
        "sudo chown -R $USER /",
        "sudo chown -R $USER /etc",
        "find . -empty -delete",
        "find / -type d -empty -delete",
        "find . -type d ! -empty -delete",
        "rm -rf vendor",
        "sed -i '1,$d' src/app.py",
        "sed 's/x/rm -rf ~/e' notes.txt",
        "sed -n '1w /home/sam/.bashrc' notes.txt",
        "dd if=/dev/null of=/home/sam/notes.txt",
        "zip -rm all.zip src",
        "zip a.zip b -T -TT 'rm -rf ~'",
        "7z a -sdel all.7z src",
    ],
)
def test_their_destructive_neighbours_do_not(command: str) -> None:
    assert verdict(command) != "allow"


def test_a_program_that_prints_nothing_empties_the_file() -> None:
    for nothing in (":", "true", "cat /dev/null", "echo -n", "printf ''"):
        assert rules(f"{nothing} > src/app.py") == ["filesystem/truncate"]
    assert "filesystem/truncate" not in rules("cat header.txt > src/app.py")


@pytest.mark.parametrize(
    "text",
    [
        ": > src/*.py",
        "for f in src/*.py; do : > $f; done",
        "find src -type f -exec sh -c ': > \"$1\"' _ {} \\;",
        "for f in $(ls src); do > src/$f; done",
    ],
)
def test_emptying_files_by_a_pattern_is_overwriting_them(text: str) -> None:
    assert rules(text) == ["filesystem/overwrite-by-redirect"]


@pytest.mark.parametrize(
    "text",
    ["setfacl -R -b /etc", "setfacl -Rm u:nobody:rwx src", "cpio -idu < x.cpio -D /etc", "patch -d /etc -p1 < a.patch",
     "patch --directory=/usr/lib -p0 -i a.patch", "csplit -f /etc/cron.d/x a.txt 5", "tee src/app.py </dev/null"],
)  # fmt: skip
def test_programs_that_write_by_another_door(text: str) -> None:
    assert verdict(text) != "allow"


@pytest.mark.parametrize(
    "text",
    ["setfacl -m u:sam:r README.md", "cpio -it < x.cpio", "cpio -idm < x.cpio", "split -l 1000 a.csv part_",
     "patch -p1 < a.patch", "patch -p1 --dry-run -d /etc < a.patch", "csplit a.txt 5", "tee new.txt < README.md",
     "rm -rf node_modules package-lock.json", "rm -rf .terraform .terraform.lock.hcl"],
)  # fmt: skip
def test_programs_that_write_beside_pass(text: str) -> None:
    assert verdict(text) == "allow"


@pytest.mark.parametrize(
    "text",
    ["killall -9 postgres", "pkill -9 mysqld", "sudo pkill -x redis-server", "pkill -u sam", "killall -KILL -u deploy",
     "pkill -9 -f .", "killall --signal KILL mongod"],
)  # fmt: skip
def test_ending_a_server_or_everything_by_name(text: str) -> None:
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text",
    ["killall node", "pkill -f 'node server.js'", "pkill -HUP nginx", "killall -s HUP nginx", "pkill -u sam node",
     "killall -0 postgres", "pkill -9 chrome", "killall -l", "pkill -f 'manage.py runserver'"],
)  # fmt: skip
def test_ending_ones_own_program_by_name(text: str) -> None:
    assert verdict(text) == "allow"
