"""What git commands would lose, read as git reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import Effect
from keyturn.model.target import REF
from tests.support import DictWorkspace, decided, judged, rules, verdict

REPOSITORY = ("/work/app",)


def one(text: str, workspace: DictWorkspace | None = None) -> Effect:
    effects = judged(text, workspace).effects
    assert len(effects) == 1, effects
    return effects[0]


def facets(text: str, workspace: DictWorkspace | None = None) -> dict[str, str | None]:
    targets = [target for effect in judged(text, workspace).effects for target in effect.targets if target.kind == REF]
    assert len(targets) == 1, targets
    return {facet.name: facet.value for facet in targets[0].facets}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("git reset --hard", "git/reset-hard"),
        ("git reset --ha HEAD~2", "git/reset-hard"),
        ("git reset --soft --hard", "git/reset-hard"),
        ("git reset --merge HEAD~1", "git/reset-hard"),
        ("git -C sub -c a.b=c --no-pager reset -q --hard", "git/reset-hard"),
        ("git --git-dir=x/.git --work-tree x reset --hard", "git/reset-hard"),
        ("git --git-dir x/.git reset --hard", "git/reset-hard"),
        ("git.exe reset --hard", "git/reset-hard"),
        ("/usr/local/bin/git reset --hard", "git/reset-hard"),
        ("GIT_DIR=other/.git git reset --hard", "git/reset-hard"),
        ("xargs git reset --hard", "git/reset-hard"),
        ("git clean -f", "git/clean"),
        ("git clean -xdff -e keep", "git/clean"),
        ("git clean -fe '*.keep'", "git/clean"),
        ("git clean --no-dry-run -f", "git/clean"),
        ("git clean -i", "git/clean"),
        ("git -c clean.requireForce=false clean -d", "git/clean"),
        ("git checkout -f", "git/checkout-force"),
        ("git checkout -qf main", "git/checkout-force"),
        ("git checkout -tf origin/x", "git/checkout-force"),
        ("git checkout --forc -B topic HEAD~1", "git/checkout-force"),
        ("git switch --discard-ch main", "git/checkout-force"),
        ("git switch -qf main", "git/checkout-force"),
        ("git checkout -- a.py", "git/checkout-paths"),
        ("git checkout -- -f", "git/checkout-paths"),
        ("git checkout .", "git/checkout-paths"),
        ("git checkout src/", "git/checkout-paths"),
        ("git checkout '*.py'", "git/checkout-paths"),
        ("git checkout *.py", "git/checkout-paths"),
        ("git checkout src/app.py", "git/checkout-paths"),
        ("git checkout main a.py", "git/checkout-paths"),
        ("git checkout HEAD~1 --pathspec-from-f=list", "git/checkout-paths"),
        ("git checkout --ours -- conflict.c", "git/checkout-paths"),
        ("git checkout -p", "git/checkout-paths"),
        ("git checkout-index -af", "git/checkout-paths"),
        ("git restore a.py", "git/restore"),
        ("git restore -S -W a.py", "git/restore"),
        ("git restore --source --staged a.py", "git/restore"),
        ("git restore -- --staged", "git/restore"),
        ("git restore --no-staged -W a.py", "git/restore"),
        ("git restore -p", "git/restore"),
        ("git read-tree --reset -u HEAD", "git/reset-hard"),
        ("GIT RESET --hard", "git/reset-hard"),
        ("git checkout HEAD~9 -- keyturn.toml", "keyturn/guard-file"),
        ("git restore --source v1 .claude/settings.json", "keyturn/guard-file"),
        ("git stash drop", "git/stash-drop"),
        ("git stash drop -q 'stash@{1}'", "git/stash-drop"),
        ("git stash clear", "git/stash-drop"),
        ("git worktree remove -f ../other", "git/worktree-remove"),
        ("git worktree remove ../other --forc", "git/worktree-remove"),
        ("git submodule deinit --force vendor", "git/submodule-discard"),
        ("git branch -D topic", "git/branch-delete"),
        ("git branch -Dv topic", "git/branch-delete"),
        ("git branch --del --forc topic", "git/branch-delete"),
        ("git branch -f main HEAD~9", "git/branch-overwrite"),
        ("git branch -M topic main", "git/branch-overwrite"),
        ("git fetch origin +main:main", "git/branch-overwrite"),
        ("git fetch -f origin main:main", "git/branch-overwrite"),
        ("git tag -d v1", "git/tag-delete"),
        ("git update-ref -d refs/heads/x", "git/ref-delete"),
        ("git update-ref --stdin <<< 'delete refs/heads/x'", "git/ref-delete"),
        ("list | git update-ref --stdin", "git/ref-delete"),
        ("git symbolic-ref --delete HEAD2", "git/ref-delete"),
        ("git replace -d abc", "git/ref-delete"),
        ("git reflog expire --expire=now --all", "git/reflog-expire"),
        ("git reflog delete 'HEAD@{0}'", "git/reflog-expire"),
        ("git gc --prune=now", "git/prune-now"),
        ("git -c gc.pruneExpire=now gc", "git/prune-now"),
        ("git prune --expire now", "git/prune-now"),
        ("git filter-branch -f --env-filter x HEAD", "git/rewrite-history"),
        ("git filter-repo --invert-paths --path x", "git/rewrite-history"),
        ("git push -f", "git/force-push"),
        ("git push --forc origin main", "git/force-push"),
        ("git push --force=true origin main", "git/force-push"),
        ("git push origin +main", "git/force-push"),
        ("git push origin a:+b", "git/force-push"),
        ("for b in $(git branch -r); do git push origin :$b; done", "git/push-delete"),
        ('git push origin ":refs/heads/$BRANCH"', "git/push-delete"),
        ("git push --force-with-lease --force origin x", "git/force-push"),
        ("git push origin -- +refs/heads/x", "git/force-push"),
        ("git send-pack --force host:repo x", "git/force-push"),
        ("git -c remote.origin.push=+refs/heads/*:refs/heads/* push", "git/force-push"),
        ("git push --force-with-lease origin topic", "git/force-push-with-lease"),
        ("git push --mir origin", "git/push-mirror"),
        ("git -c remote.origin.mirror=true push", "git/push-mirror"),
        ("git push --prune origin", "git/push-prune"),
        ("git push origin :topic", "git/push-delete"),
        ("git push -d origin topic", "git/push-delete"),
        ("git push origin --del topic", "git/push-delete"),
        ("git rm -r src", "git/rm"),
        ("git mv -f a.py b.py", "filesystem/overwrite"),
        ("git diff --output=/home/sam/notes.txt", "filesystem/overwrite"),
        ("git archive -o out.tar HEAD", "filesystem/overwrite"),
        ("git config core.sshCommand ./helper", "git/config-program"),
        ("git config set --global core.pager 'sh -c x'", "git/config-program"),
        ("git config alias.undo 'reset --hard'", "git/config-program"),
        ("git config core.hooksPath .githooks", "git/config-program"),
        ("git config --global http.sslVerify false", "git/protection-off"),
        ("git commit -anm message", "keyturn/skip-hooks"),
        ("git commit --no-verif -m message", "keyturn/skip-hooks"),
        ("git merge --no-verify topic", "keyturn/skip-hooks"),
        ("git config core.hooksPath /dev/null", "keyturn/skip-hooks"),
        ("git -c core.hooksPath= commit -m x", "keyturn/skip-hooks"),
        ("LEFTHOOK=0 git push", "keyturn/skip-hooks"),
        ("HUSKY=0 git push", "keyturn/skip-hooks"),
        ("export HUSKY=0; git commit -m x", "keyturn/skip-hooks"),
        ("SKIP=keyturn git commit -m x", "keyturn/skip-hooks"),
    ],
)
def test_lossy_command_is_seen_once(text: str, rule: str) -> None:
    assert rules(text).count(rule) == 1
    assert verdict(text) != "allow" or rule in (
        "filesystem/overwrite",
        "git/force-push-with-lease",
        "git/protection-off",
    )


@pytest.mark.parametrize(
    "text",
    [
        "git",
        "git --",
        "git -h",
        "git init -b main",
        "git init --template=",
        "git --help reset --hard",
        "git status",
        "git -C repo status",
        "git log --oneline -10",
        "git diff HEAD~1 -- a.py",
        "git add -A",
        "git commit -m 'git reset --hard'",
        "git commit -m --no-verify",
        "git commit --no-verify --verify -m x",
        "git commit --dry-run -n",
        "git commit --amend --no-edit",
        "git reset",
        "git reset --soft HEAD~1",
        "git reset --hard --mixed",
        "git reset --keep HEAD~1",
        "git reset -- --hard",
        "git clean -n -f",
        "git clean -fdn",
        "git clean --dry-r --forc",
        "git clean",
        "git checkout main",
        "git checkout -",
        "git checkout main --",
        "git checkout -b topic origin/main",
        "git checkout -B topic",
        "git checkout -f --no-force main",
        "git checkout --detach v1.2",
        "git checkout --conflict merge main",
        "git checkout feature/v2.x",
        "git checkout release-1.0",
        "git checkout HEAD~3",
        "git checkout ':/fix typo'",
        "git checkout $BRANCH",
        "git switch main",
        "git switch -C topic",
        "git switch -- -f",
        "git restore --staged .",
        "git restore -S --no-staged a.py",
        "git restore -W --no-worktree a.py",
        "git restore a.py --help",
        "git restore a.py -h",
        "git restore",
        "git stash",
        "git stash pop",
        "git stash list",
        "git rebase main",
        "git rebase --continue",
        "git merge -n topic",
        "git worktree remove ../other",
        "git worktree prune",
        "git submodule update --init --recursive",
        "git branch -d topic",
        "git branch -dr origin/x",
        "git branch -D -r origin/x",
        "git branch -M main",
        "git branch -m old new",
        "git branch --list -a",
        "git tag v1",
        "git tag -f latest",
        "git reflog",
        "git gc",
        "git gc --prune=2.weeks.ago --aggressive",
        "git prune -n",
        "git fetch --prune --all",
        "git fetch origin +refs/heads/*:refs/remotes/origin/*",
        "git pull --rebase",
        "git push",
        "git push -u origin HEAD",
        "git push origin main:main",
        "git push -nf origin main",
        "git push --force --no-force origin main",
        "git push --tags",
        "git push origin :",
        "git rm --cached -r .",
        "git rm -rn src",
        "git update-ref refs/heads/x HEAD",
        "git update-ref --stdin <<< 'create refs/heads/x abc'",
        "git config user.name Sam",
        "git config --get alias.nuke",
        "git config alias.st 'status -sb'",
        "git config --global core.editor vim",
        "git config --global credential.helper store",
        "git config filter.lfs.clean 'git-lfs clean -- %f'",
        "git remote set-url origin https://example.org/x.git",
        "git annex unused",
        "GIT_PAGER=cat git log",
        "GIT_EDITOR=true git rebase --continue",
        "GIT_SEQUENCE_EDITOR='sed -i s/pick/squash/' git rebase -i HEAD~3",
        "GIT_SSH_COMMAND='ssh -i key -o IdentitiesOnly=yes' git push",
        "GIT_SSH=./x git status",
        "git -c core.pager=cat -c color.ui=always log",
        "git bisect reset",
        "echo git reset --hard",
        "cat <<'EOF'\ngit push --force\nEOF",
    ],
)
def test_harmless_command_is_let_pass(text: str) -> None:
    assert rules(text) == []


# ---- aliases and settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "git -c alias.nuke='reset --hard' nuke",
        "git -c alias.nuke=reset nuke --hard",
        "git -c Alias.Nuke=reset NUKE --hard",
        "git -c alias.a=b -c 'alias.b=reset --hard' a",
        "git -c 'alias.a=-C sub reset --hard' a",
        "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=alias.nuke GIT_CONFIG_VALUE_0='reset --hard' git nuke",
        "GIT_CONFIG_PARAMETERS=\"'alias.nuke=reset'\" git nuke --hard",
        "GIT_CONFIG_PARAMETERS=\"'alias.nuke'='reset'\" git nuke --hard",
        "X='reset --hard' git --config-env alias.nuke=X nuke",
        "git -c alias.nuke='!git reset --hard' nuke",
    ],
)
def test_alias_given_with_the_call_is_read(text: str) -> None:
    assert "git/reset-hard" in rules(text)


def test_alias_from_the_repository_and_its_includes() -> None:
    workspace = DictWorkspace(
        {
            "/work/app/.git/config": '[core]\n\tbare = false\n[include]\n\tpath = more\n[alias]\n\tst = status # "x"\n',
            "/work/app/.git/more": "[alias]\n\tgone = \\\n\t  reset --hard\n",
            "/home/sam/.gitconfig": '[alias]\n\tpf = "push --force"\n',
        },
        REPOSITORY,
    )
    assert rules("git gone", workspace) == ["git/reset-hard"]
    assert rules("git pf origin x", workspace) == ["git/force-push"]
    assert rules("git st", workspace) == []
    assert rules("git -C src gone", workspace) == ["git/reset-hard"]


def test_an_alias_cannot_hide_a_command_of_gits_own() -> None:
    assert rules("git -c alias.reset=status reset --hard") == ["git/reset-hard"]


def test_alias_loop_ends() -> None:
    assert rules("git -c alias.a=b -c alias.b=a a") == ["blind/budget"]


def test_shell_alias_takes_the_arguments() -> None:
    assert "filesystem/recursive-delete" in rules("git -c alias.x='!rm -rf' x src")


@pytest.mark.parametrize(
    "text",
    [
        "GIT_SSH_COMMAND=./helper git fetch",
        "export GIT_SSH_COMMAND=./helper; git ls-remote origin",
        "GIT_SSH=./helper git push origin x",
        "GIT_SSH_COMMAND=./helper git remote -v update",
        "GIT_SSH_COMMAND=./helper git archive --remote=ssh://host/x HEAD",
        "GIT_SSH_COMMAND='ssh -o ProxyCommand=./x' git fetch",
        "GIT_EXTERNAL_DIFF=./helper git diff",
        "git -c core.sshCommand=./helper fetch",
        "git -c core.fsmonitor=./helper status",
        "git -c core.hooksPath=./hooks commit -m x",
        "git -c diff.external=./helper diff",
        "git -c filter.x.smudge=./helper checkout main",
        "git -c credential.helper='!./steal' fetch",
        "git -c core.pager=./helper log",
        "git --exec-path=./bin status",
        "git -c include.path=./more status",
        "git clone -c core.fsmonitor=./x url",
        "git clone --template=./hooks url",
        "git ls-remote --upload-pack='sh -c id' .",
        "git push --receive-pack=./x origin y",
        "git clone 'ext::sh -c id'",
        "git grep -O./helper pattern",
        "git init --template=./hooks",
    ],
)
def test_programs_that_git_is_told_to_run_are_seen(text: str) -> None:
    assert "git/run-program" in rules(text)
    assert verdict(text) != "allow"


@pytest.mark.parametrize(
    "text",
    [
        "GIT_SSH_COMMAND='sh -c \"rm -rf /\"' git fetch",
        "GIT_EDITOR='rm -rf /' git commit",
        "git rebase -x 'rm -rf /' main",
        "git submodule foreach 'rm -rf /'",
        "git submodule foreach --recursive rm -rf /",
        "git bisect run rm -rf /",
        "git difftool -y -x 'rm -rf / #' HEAD",
        "git filter-branch --tree-filter 'rm -rf /' HEAD",
        "git -c core.pager='rm -rf /' log",
    ],
)
def test_text_that_git_runs_is_judged(text: str) -> None:
    assert verdict(text) == "deny"


@pytest.mark.parametrize("text", ["git $(cat x)", 'git "$UNSET" origin', "echo x | xargs -I{} git {}"])
def test_a_command_that_is_not_known_is_opaque(text: str) -> None:
    found = judged(text)
    assert found.blind or found.effects or found.notes


def test_function_arguments_are_only_noted() -> None:
    assert rules('g() { git "$@"; }') == []


# ---- targets ------------------------------------------------------------------------------------------------------


def test_directories_add_up() -> None:
    empty = DictWorkspace()
    assert one("git -C a -C b reset --hard", empty).targets[0].facet("path") == "/work/app/a/b"
    assert one("git -C a -C /srv/x reset --hard", empty).targets[0].facet("path") == "/srv/x"
    assert one("cd sub && git -C .. reset --hard", empty).targets[0].facet("path") == "/work/app"
    assert one("git --git-dir=/srv/y/.git reset --hard", empty).targets[0].facet("path") == "/srv/y"
    assert one("GIT_WORK_TREE=/srv/z git reset --hard", empty).targets[0].facet("path") == "/srv/z"
    assert one('git -C "$X" reset --hard', empty).targets[0].facet("path") is None


def test_a_reset_below_the_root_hits_the_whole_repository() -> None:
    assert one("cd src && git reset --hard").targets[0].facet("path") == "/work/app"


def test_worktree_removed_from_a_temporary_place_is_still_this_repositorys_work() -> None:
    assert verdict("git worktree remove --force /tmp/tree") == "hold"


def head(branch: str) -> DictWorkspace:
    return DictWorkspace(
        {
            "/work/app/.git/HEAD": f"ref: refs/heads/{branch}\n",
            "/work/app/.git/config": '[remote "origin"]\n\turl = git@example.org:team/app.git\n',
            "/work/app/.git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/edge\n",
            "/work/app/.git/refs/heads/notes.md": "0" * 40,
        },
        REPOSITORY,
    )


@pytest.mark.parametrize(
    ("text", "branch", "default", "lease"),
    [
        ("git push -f", "topic", "no", "no"),
        ("git push -f origin HEAD", "topic", "no", "no"),
        ("git push -f origin HEAD:main", "main", "yes", "no"),
        ("git push origin +topic:refs/heads/release-2", "release-2", "yes", "no"),
        ("git push -f origin refs/heads/edge", "edge", "yes", "no"),
        ("git push --force-with-lease", "topic", "no", "yes"),
        ("git push --force-with-lease=topic:abc origin topic", "topic", "no", "yes"),
        ("git push --force-with-lease --no-force-with-lease -f origin topic", "topic", "no", "no"),
        ("git push --force-with-lease -f origin topic", "topic", "no", "no"),
        ("git push origin :main", "main", "yes", "no"),
        ('git push -f origin "$X:main"', "main", "yes", "no"),
    ],
)
def test_facets_of_a_forced_reference(text: str, branch: str, default: str, lease: str) -> None:
    found = facets(text, head("topic"))
    assert (found["branch"], found["default"], found["lease"]) == (branch, default, lease)
    assert found["url"] == "git@example.org:team/app.git"


def test_a_lease_on_an_own_branch_needs_no_question() -> None:
    assert verdict("git push --force-with-lease", head("topic")) == "allow"
    assert verdict("git push --force-with-lease", head("main")) == "hold"
    assert verdict("git push --force", head("topic")) == "hold"


def test_head_of_a_linked_work_tree() -> None:
    workspace = DictWorkspace(
        {
            "/work/app/.git": "gitdir: /srv/main/.git/worktrees/app\n",
            "/srv/main/.git/worktrees/app/HEAD": "ref: refs/heads/side\n",
            "/srv/main/.git/config": "[alias]\n\tboom = reset --hard\n",
        },
        REPOSITORY,
    )
    assert facets("git push -f", workspace)["branch"] == "side"
    assert rules("git boom", workspace) == ["git/reset-hard"]


def test_a_reference_wins_over_a_path() -> None:
    assert rules("git checkout notes.md", head("topic")) == []
    assert rules("git checkout other.md", head("topic")) == ["git/checkout-paths"]


def test_the_guards_own_files_are_named() -> None:
    assert "keyturn/guard-file" in rules("git rm keyturn.toml")
    assert "keyturn/guard-file" in rules("git mv .claude/settings.json x")
    assert verdict("git rm keyturn.toml") == "deny"


def test_possibility_holds_only_certainty_denies() -> None:
    assert decided("git push --forc origin x").verdict == "hold"
    assert not one("git push --forc origin x").certain


# ---- laws ---------------------------------------------------------------------------------------------------------

_OPTIONS = st.lists(st.sampled_from(["-q", "--quiet", "-v", "--no-pager", "--", "-x", "--hard", "--force", "-f", "-n"]))
_WORDS = st.lists(
    st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="'"), max_size=12), max_size=6
)


@given(
    st.sampled_from("reset clean checkout switch restore stash branch push rm worktree config".split()),
    _OPTIONS,
    _WORDS,
)
def test_no_arguments_make_it_fail(command: str, options: list[str], words: list[str]) -> None:
    text = f"git {command} " + " ".join(f"'{word}'" for word in (*options, *words))
    assert "blind/fault" not in rules(text)


@given(st.lists(st.sampled_from(["-C sub", "-c a.b=c", "--no-pager", "--git-dir=.git", "--bare", "-p"]), max_size=5))
def test_global_options_never_hide_a_command(options: list[str]) -> None:
    assert "git/reset-hard" in rules(f"git {' '.join(options)} reset --hard")


@given(st.integers(min_value=4, max_value=6))
def test_every_unique_abbreviation_counts(length: int) -> None:
    assert rules(f"git reset {'--hard'[:length]}") == ["git/reset-hard"]


def test_a_side_of_a_conflict_may_be_taken_while_there_is_one() -> None:
    files = {"/work/app/.git/HEAD": "ref: refs/heads/main\n", "/work/app/src/app.py": "x\n"}
    calm = DictWorkspace(files, repositories=("/work/app",), tracked=("/work/app/src/app.py",))
    merging = DictWorkspace({**files, "/work/app/.git/MERGE_HEAD": "0\n"}, repositories=("/work/app",))
    assert rules("git checkout --ours src/app.py", calm) == ["git/checkout-paths"]
    assert rules("git checkout --theirs src/app.py", merging) == []


def test_an_abort_goes_back_to_what_was_committed() -> None:
    for command in ("rebase", "merge", "cherry-pick", "revert", "am"):
        assert rules(f"git {command} --abort") == []


def test_large_files_go_only_when_the_remote_is_not_asked() -> None:
    assert rules("git lfs prune --force") == ["git/lfs-loss"]
    assert rules("git lfs prune") == []


def test_settings_from_a_file_that_cannot_be_read() -> None:
    assert "git/run-program" in rules("GIT_CONFIG_GLOBAL=/tmp/other git commit -m x")
    assert rules("GIT_CONFIG_GLOBAL=/dev/null git commit -m x") == []


def test_a_pager_that_deletes_is_no_pager() -> None:
    assert rules("git config core.pager 'rm -rf src'") == ["git/config-program"]
    assert rules("git config core.pager 'less -R'") == []


@pytest.mark.parametrize(
    "text",
    ["bfg --delete-files id_rsa", "bfg -b 10M repo.git", "bfg --replace-text passwords.txt",
     "java -jar bfg-1.14.0.jar --strip-blobs-bigger-than 50M repo.git"],
)  # fmt: skip
def test_bfg_rewrites_history_as_filter_repo_does(text: str) -> None:
    assert rules(text) == ["git/rewrite-history"]
    assert rules("bfg --help") == []
