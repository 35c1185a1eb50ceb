"""Approvals tried with real git and real keys, each test named by the trick."""

from __future__ import annotations

import base64
import json
import os
import struct
import subprocess
from pathlib import Path

import pytest

from keyturn.errors import UsageError
from keyturn.scan.findings import Report
from keyturn.wiring import configuration
from keyturn.wiring.scan import HISTORY, PATCH, RANGE, STAGED, Request, scan
from tests.repositories import Repository

RULE = "filesystem/recursive-delete"
ALLOW = f'Keyturn-Allow: {RULE} reason="old data" until=2199-01-31'
APPROVE = f"Keyturn-Approve: {RULE}"
SCRIPT = "#!/bin/sh\nrm -rf /srv/data\n"
PEOPLE = ("alice", "bob", "eve")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key for each person."""
    folder = tmp_path_factory.mktemp("keys")
    for name in PEOPLE:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)],
            check=True,
            stdin=subprocess.DEVNULL,
        )
    return folder


class Team:
    """A repository in which Alice and Bob approve each other's scripts, and Eve nothing."""

    def __init__(self, repository: Repository, keys: Path) -> None:
        self.repository = repository
        self.keys = keys
        self.base = self.commit(
            "alice",
            {"keyturn.approvers": f"*.sh {mail('alice')} @Bob {mail('bob')}\n", "keyturn.signers": self.signers()},
        )

    def key(self, name: str) -> str:
        return " ".join((self.keys / f"{name}.pub").read_text().split()[:2])

    def signers(self, options: str = 'namespaces="git"', names: tuple[str, ...] = ("alice", "bob")) -> str:
        return "".join(f"{mail(name)} {options} {self.key(name)}\n".replace("  ", " ") for name in names)

    def commit(
        self,
        who: str,
        files: dict[str, str] | None = None,
        message: str = "change",
        *,
        key: str = "",
        address: str = "",
    ) -> str:
        for path, content in (files or {}).items():
            self.repository.write(path, content)
        self.repository.git("add", "-A")
        self.git_as(who, "commit", "-q", "--allow-empty", "-m", message, key=key, address=address)
        return self.repository.git("rev-parse", "HEAD")

    def git_as(self, who: str, *args: str, key: str = "", address: str = "") -> None:
        address = address or mail(who)
        signing = ["-c", f"user.signingkey={self.keys / key}", "-c", "commit.gpgsign=true"] if key else []
        self.repository.git(
            "-c", "gpg.format=ssh", "-c", f"user.name={who}", "-c", f"user.email={address}", *signing, *args
        )

    def approve(self, who: str = "bob", *, key: str | None = None, message: str = APPROVE, address: str = "") -> str:
        return self.commit(who, message=f"approved\n\n{message}", key=who if key is None else key, address=address)

    def change(self, who: str = "alice", *, message: str = ALLOW, path: str = "x.sh") -> str:
        return self.commit(who, {path: SCRIPT}, f"clean up\n\n{message}")

    def scan(self, *, base: str = "", approvals: object = None, mode: str = RANGE, tip: str = "HEAD") -> Report:
        file = ""
        if approvals is not None:
            path = self.repository.root.parent / "approvals.json"
            path.write_text(approvals if isinstance(approvals, str) else json.dumps(approvals))
            file = str(path)
        value = f"{base or self.base}..{tip}"
        return scan(Request(mode, value, directory=str(self.repository.root), approvals=file))


def mail(name: str) -> str:
    return f"{name}@example.com"


@pytest.fixture
def team(repository: Repository, keys: Path) -> Team:
    return Team(repository, keys)


def refused(report: Report, words: str) -> None:
    assert report.exit_code == 1
    assert not report.overridden
    assert any(words in line for line in report.remarks), report.remarks


def granted(report: Report, by: str) -> None:
    assert report.exit_code == 0, report.remarks
    assert [one.override.approved_by for one in report.overridden if one.override] == [by]


# -- signatures -------------------------------------------------------------------------------------------------------


def test_a_colleagues_signature_makes_the_trailer_count(team: Team) -> None:
    commit = team.change()
    team.approve()
    report = team.scan()
    granted(report, mail("bob"))
    override = report.overridden[0].override
    assert override is not None
    assert (override.source, override.commit, override.added) == ("trailer", commit, True)


def test_a_colleagues_signature_makes_a_comment_of_the_change_count(team: Team) -> None:
    team.commit("alice", {"x.sh": f'# keyturn: allow[{RULE}] reason="old" until=2199-01-31\nrm -rf /srv/data\n'})
    refused(team.scan(), "the change itself wrote it")
    team.approve()
    granted(team.scan(), mail("bob"))


def test_a_signed_trailer_of_a_colleague_is_exception_and_approval_in_one(team: Team) -> None:
    team.change(message="nothing")
    team.commit("bob", message=f"excepted\n\n{ALLOW}", key="bob")
    granted(team.scan(), mail("bob"))


def test_a_history_is_approved_commit_by_commit(team: Team) -> None:
    commit = team.change()
    refused(team.scan(mode=HISTORY), "the change itself wrote it")
    team.approve()
    report = team.scan(mode=HISTORY)
    granted(report, mail("bob"))
    assert report.overridden[0].place.commit == commit


def test_nobody_approves_their_own_change(team: Team) -> None:
    team.change()
    team.approve("alice")
    refused(team.scan(), "who also wrote")


def test_nobody_approves_what_they_committed_for_another(team: Team) -> None:
    team.repository.write("x.sh", SCRIPT)
    team.repository.git("add", "-A")
    team.git_as("bob", "commit", "-q", "--author", f"Alice <{mail('alice')}>", "-m", f"clean\n\n{ALLOW}")
    team.approve("bob")
    refused(team.scan(), "who also wrote")


def test_nobody_approves_what_they_wrote_together(team: Team) -> None:
    team.change(message=f"{ALLOW}\nCo-authored-by: Bob <{mail('bob')}>")
    team.approve("bob")
    refused(team.scan(), "who also wrote")


def test_the_approving_commit_does_not_bring_the_change_along(team: Team) -> None:
    team.commit("bob", {"x.sh": SCRIPT}, f"clean\n\n{ALLOW}\n{APPROVE}", key="bob")
    refused(team.scan(), "nobody approves what they wrote")


def test_another_address_that_no_signer_has_does_not_help(team: Team) -> None:
    team.change()
    team.approve("alice", key="eve", address="alice.private@example.org")
    refused(team.scan(), "by a key that no known signer has")


def test_the_key_counts_not_the_address_in_the_commit(team: Team) -> None:
    team.change()
    team.approve("alice", key="alice", address=mail("bob"))
    refused(team.scan(), "who also wrote")


def test_a_second_name_for_the_same_key_is_the_same_person(team: Team) -> None:
    both = f"*.sh {mail('alice')} {mail('alice-admin')}\n"
    signers = f"{mail('alice-admin')},{mail('alice')} {team.key('alice')}\n"
    base = team.commit("eve", {"keyturn.approvers": both, "keyturn.signers": signers})
    team.change()
    team.approve("alice", address=mail("alice-admin"))
    refused(team.scan(base=base), "who also wrote")


def test_the_same_key_under_a_strangers_address_is_the_same_person(team: Team) -> None:
    team.commit("eve", {"x.sh": SCRIPT}, f"clean\n\n{ALLOW}", key="bob", address="nobody@example.org")
    team.approve("bob")
    refused(team.scan(), "with the key that also signed")


def test_an_edit_after_the_approval_makes_it_stale(team: Team) -> None:
    team.change()
    team.approve()
    team.commit("alice", {"x.sh": SCRIPT + "rm -rf /srv/more\n"})
    refused(team.scan(), "has to be approved again")


def test_an_edit_of_another_file_leaves_the_approval_as_it_is(team: Team) -> None:
    team.change()
    team.approve()
    team.commit("alice", {"README": "words\n"})
    granted(team.scan(), mail("bob"))


def test_an_approval_given_before_the_change_is_stale(team: Team) -> None:
    team.approve()
    team.change()
    refused(team.scan(), "has to be approved again")


def test_a_merge_that_takes_another_version_after_the_approval_makes_it_stale(team: Team) -> None:
    team.repository.git("checkout", "-q", "-b", "side")
    team.commit("alice", {"x.sh": "#!/bin/sh\nrm -rf /srv/data /srv/all\n"})
    team.repository.git("checkout", "-q", "main")
    team.change()
    team.approve()
    team.git_as("alice", "merge", "-q", "-s", "ours", "-m", "merge", "side")
    granted(team.scan(), mail("bob"))
    team.repository.git("reset", "-q", "--hard", "HEAD^1")
    team.git_as("alice", "merge", "-q", "-X", "theirs", "-m", "merge", "side")
    refused(team.scan(), "has to be approved again")


def test_whoever_merges_a_version_in_wrote_it(team: Team) -> None:
    team.repository.git("checkout", "-q", "-b", "side")
    team.change()
    team.repository.git("checkout", "-q", "main")
    team.commit("alice", {"README": "words\n"})
    team.git_as("bob", "merge", "-q", "-m", "merge", "side")
    team.approve()
    refused(team.scan(), "who also wrote")


def test_an_approval_that_did_not_see_the_base_does_not_count(team: Team) -> None:
    team.repository.git("checkout", "-q", "-b", "side")
    team.change()
    team.approve()
    team.repository.git("checkout", "-q", "main")
    base = team.commit("eve", {"x.sh": "#!/bin/sh\ntest -e /srv/data.bak || exit 1\n"})
    team.repository.git("checkout", "-q", "side")
    team.git_as("eve", "merge", "-q", "-s", "ours", "-m", "merge", "main")
    refused(team.scan(base=base), "before the change: it has to be approved again")


def test_a_finding_of_the_whole_change_is_approved_as_a_whole(team: Team) -> None:
    files = {f"old/{number}.txt": f"{number}\n" for number in range(30)}
    base = team.commit("alice", {"keyturn.approvers": f"* {mail('bob')}\n", **files})
    team.repository.git("rm", "-rq", "old")
    rules = "change/mass-deletion, change/directory-deleted"
    team.commit("alice", message=f'gone\n\nKeyturn-Allow: {rules} reason="moved" until=2199-01-31')
    team.approve(message=f"Keyturn-Approve: {rules}")
    report = team.scan(base=base)
    assert report.exit_code == 0
    assert {one.override.approved_by for one in report.overridden if one.override} == {mail("bob")}
    team.commit("alice", {"README": "words\n"})
    refused(team.scan(base=base), "older than the last change of something")


def test_a_renamed_file_is_compared_under_both_names(team: Team) -> None:
    base = team.commit("alice", {"a.sh": "#!/bin/sh\n" + "echo words\n" * 20})
    team.repository.git("mv", "a.sh", "b.sh")
    team.commit("bob", message="moved")
    team.commit("alice", {"b.sh": "#!/bin/sh\n" + "echo words\n" * 20 + "rm -rf /srv/data\n"}, f"x\n\n{ALLOW}")
    team.approve("bob")
    refused(team.scan(base=base), "who also wrote")


def test_a_file_named_like_a_commit_confuses_nobody(team: Team) -> None:
    team.commit("alice", {"README": "x\n", team.base: "x\n", ":100644 x": "y\n"})
    team.change()
    team.approve()
    granted(team.scan(), mail("bob"))


def test_approvers_that_the_range_itself_names_do_not_count(team: Team) -> None:
    team.commit("alice", {"keyturn.approvers": f"* {mail('alice')} {mail('eve')}\n"})
    team.change()
    team.approve("eve")
    refused(team.scan(), "by a key that no known signer has")
    team.approve("alice")
    refused(team.scan(), "who also wrote")


def test_signers_that_the_range_itself_names_do_not_count(team: Team) -> None:
    team.commit("alice", {"keyturn.signers": f"{mail('bob')} {team.key('eve')}\n"})
    team.change()
    team.approve("bob", key="eve")
    refused(team.scan(), "by a key that no known signer has")


def test_signers_of_the_repositorys_git_configuration_do_not_count(team: Team, tmp_path: Path) -> None:
    own = tmp_path / "own-signers"
    own.write_text(f"{mail('bob')} {team.key('eve')}\n")
    fake = tmp_path / "fake-keygen"
    fake.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\necho 'Good \"git\" signature for {mail('bob')}'\n")
    fake.chmod(0o755)
    team.repository.git("config", "gpg.ssh.allowedSignersFile", str(own))
    team.repository.git("config", "gpg.ssh.program", str(fake))
    team.change()
    words = ("-c", "gpg.ssh.program=ssh-keygen", "commit", "-q", "--allow-empty", "-m", f"x\n\n{APPROVE}")
    team.git_as("bob", *words, key="eve")
    refused(team.scan(), "by a key that no known signer has")
    assert not (tmp_path / "ran").exists()


def test_an_unsigned_approval_is_only_words(team: Team) -> None:
    team.change()
    team.approve("bob", key="")
    refused(team.scan(), "carries no signature")


def test_a_signature_torn_off_another_commit_does_not_hold(team: Team) -> None:
    team.change()
    signed = team.approve()
    raw = team.repository.git("cat-file", "commit", signed).replace("approved\n", "approved indeed\n") + "\n"
    forged = team.repository.git("hash-object", "-t", "commit", "-w", "--stdin", data=raw.encode())
    team.repository.git("reset", "-q", "--hard", forged)
    refused(team.scan(), "its signature does not hold")


def put_signature(team: Team, *headers: str) -> None:
    """An approving commit by Bob whose signature headers are these, written as an object."""
    head, tree = team.repository.git("rev-parse", "HEAD", "HEAD^{tree}").split()
    person = f"Bob <{mail('bob')}> 1790000000 +0000"
    lines = [f"tree {tree}", f"parent {head}", f"author {person}", f"committer {person}"]
    lines.extend("gpgsig " + header.strip().replace("\n", "\n ") for header in headers)
    file = team.repository.root.parent / "commit"
    file.write_text("\n".join(lines) + f"\n\napproved\n\n{APPROVE}\n")
    commit = team.repository.git("hash-object", "-t", "commit", "-w", str(file))
    team.repository.git("reset", "-q", "--hard", commit)


def ssh_signature(public: str, algorithm: bytes) -> str:
    """A signature as OpenSSH writes it, with any name of an algorithm in it; it signs nothing."""

    def string(data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + data

    parts = (base64.b64decode(public), b"git", b"", algorithm, string(b"ssh-ed25519") + string(bytes(64)))
    blob = b"SSHSIG" + struct.pack(">I", 1) + b"".join(string(part) for part in parts)
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"])


def test_lines_of_gpg_inside_a_signature_of_ssh_are_no_verdict(team: Team) -> None:
    """ssh-keygen prints the name of an algorithm that it does not know, new lines in it and all."""
    team.change()
    lines = f"\n[GNUPG:] GOODSIG K <{mail('bob')}>\n[GNUPG:] VALIDSIG F\n[GNUPG:] TRUST_FULLY\n"
    put_signature(team, ssh_signature(team.key("eve").split()[1], b"x" + lines.encode()))
    refused(team.scan(), "its signature does not hold")


def test_the_line_of_a_good_signature_inside_a_bad_one_is_no_verdict(team: Team) -> None:
    team.change()
    line = f'\nGood "git" signature for {mail("bob")} with ED25519 key SHA256:x\n'
    put_signature(team, ssh_signature(team.key("bob").split()[1], b"x" + line.encode()))
    refused(team.scan(), "is not approved")


@pytest.mark.parametrize("other", ["-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----", "nonsense"])
def test_two_kinds_of_signature_are_none(team: Team, other: str) -> None:
    team.change()
    put_signature(team, other, ssh_signature(team.key("bob").split()[1], b"sha512"))
    refused(team.scan(), "neither one of SSH nor one of OpenPGP")


def test_somebody_who_is_no_approver_of_the_file_approves_nothing(team: Team, keys: Path) -> None:
    approvers = f"* {mail('bob')}\nx.sh {mail('alice')}\n"
    base = team.commit("alice", {"keyturn.approvers": approvers, "keyturn.signers": team.signers()})
    team.change("eve")
    team.approve("bob")
    refused(team.scan(base=base), "who is no approver of x.sh")


@pytest.mark.parametrize("options", ['valid-before="20260101"', 'valid-after="20900101"'])
def test_a_key_outside_its_time_does_not_count_whatever_the_commits_date(team: Team, options: str) -> None:
    base = team.commit("eve", {"keyturn.signers": team.signers(options)})
    team.change()
    os.environ["GIT_COMMITTER_DATE"] = "2025-06-01T00:00:00Z" if "before" in options else "2095-01-01T00:00:00Z"
    try:
        team.approve()
    finally:
        del os.environ["GIT_COMMITTER_DATE"]
    report = team.scan(base=base)
    refused(report, "its key is valid")


def test_a_pattern_among_the_signers_names_nobody(team: Team) -> None:
    base = team.commit("eve", {"keyturn.signers": f"*@example.com {team.key('bob')}\n"})
    team.change()
    team.approve()
    refused(team.scan(base=base), "names no single person")


def test_an_approval_is_for_its_rule_and_its_files_only(team: Team) -> None:
    team.change()
    team.approve(message="Keyturn-Approve: filesystem/find-delete")
    assert team.scan().exit_code == 1
    team.approve(message=APPROVE + " path=other/*")
    assert team.scan().exit_code == 1
    team.approve(message=APPROVE + " path=*.sh")
    granted(team.scan(), mail("bob"))


def test_without_a_file_of_approvers_nobody_is_one(repository: Repository, keys: Path) -> None:
    team = Team(repository, keys)
    base = team.commit("alice", {"keyturn.approvers": ""})
    team.change()
    team.approve()
    refused(team.scan(base=base), "no approver")


def test_a_signature_by_openpgp_counts_only_when_the_key_is_trusted(
    team: Team, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("gpg")  # short: a socket lies in it
    ring = home / ".gnupg"
    ring.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(ring), "--batch", "--quiet"]
    made = [*gpg, "--passphrase", "", "--quick-generate-key", f"Bob <{mail('bob')}>", "ed25519", "sign", "never"]
    subprocess.run(made, check=True, capture_output=True)
    try:
        team.change()
        monkeypatch.setenv("GNUPGHOME", str(ring))
        team.repository.git(
            *("-c", "gpg.format=openpgp", "-c", f"user.signingkey={mail('bob')}", "-c", "user.name=b"),
            *("-c", f"user.email={mail('bob')}", "commit", "-q", "-S", "--allow-empty", "-m", f"ok\n\n{APPROVE}"),
        )
        # the keyring of the account counts, not the one that a variable names
        monkeypatch.setattr(configuration, "home", lambda: str(home / "elsewhere"))
        refused(team.scan(), "its signature does not hold")
        monkeypatch.delenv("GNUPGHOME")
        monkeypatch.setattr(configuration, "home", lambda: str(home))
        granted(team.scan(), mail("bob"))
        print_ = subprocess.run(
            [*gpg, "--list-keys", "--with-colons"], check=True, capture_output=True, text=True
        ).stdout
        owner = next(line.split(":")[9] for line in print_.splitlines() if line.startswith("fpr"))
        subprocess.run([*gpg, "--import-ownertrust"], input=f"{owner}:3:\n", text=True, check=True, capture_output=True)
        refused(team.scan(), "not trusted fully")
    finally:
        subprocess.run(["gpgconf", "--homedir", str(ring), "--kill", "gpg-agent"], check=False)


# -- trailers ---------------------------------------------------------------------------------------------------------


def test_characters_that_cannot_be_seen_keep_a_trailer_from_counting(team: Team) -> None:
    team.change(message=ALLOW.replace("old data", "old \u202eatad"))
    team.approve()
    refused(team.scan(), "cannot be seen")


def test_hidden_characters_in_an_approval(team: Team) -> None:
    team.change()
    team.approve(message=f"Keyturn-Approve: filesystem/recursive-\u200bdelete, {RULE}")
    refused(team.scan(), "cannot be seen")


@pytest.mark.parametrize(
    ("trailer", "words"),
    [
        (f"Keyturn-Allow: {RULE} until=2199-01-31", "no reason"),
        (f'Keyturn-Allow: {RULE} reason="x"', "no until"),
        (f'Keyturn-Allow: {RULE} reason="x" until=2020-01-31', "expired"),
        (f'Keyturn-Allow: {RULE} reason="until=2199-01-31"', "no until"),
        ('Keyturn-Allow: filesystem/recursive-delte reason="x" until=2199-01-31', "did you mean " + RULE),
        ('Keyturn-Allow: * reason="x" until=2199-01-31', "exactly"),
        (f'Keyturn-Allow: {RULE} reason="x" until=2199-01-31 always=yes', "not understood"),
        ('Keyturn-Allow: sql/drop-table reason="x" until=2199-01-31', "not needed"),
        (f'Keyturn-Allow: {RULE} reason="x" until=2199-01-31 path=other.sh', "not needed"),
    ],
)
def test_what_is_wrong_with_a_trailer_is_said(repository: Repository, tmp_path: Path, trailer: str, words: str) -> None:
    repository.commit({"a": "a"})
    repository.stage({"x.sh": SCRIPT})
    message = tmp_path / "message"
    message.write_text(f"clean\n\n{trailer}\n")
    report = scan(Request(STAGED, asked=True, directory=str(repository.root), message=str(message)))
    refused(report, words)


def test_a_message_to_be_counts_while_staged(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "a"})
    repository.stage({"x.sh": SCRIPT, "y.sh": SCRIPT})
    message = tmp_path / "message"
    message.write_text(f"clean\n\n{ALLOW} path=x.sh\nSigned-off-by: A <a@example.com>\n# comment\n")
    report = scan(Request(STAGED, asked=True, directory=str(repository.root), message=str(message)))
    assert [one.place.file for one in report.findings] == ["y.sh"]
    assert [one.place.file for one in report.overridden] == ["x.sh"]
    assert any("counts here, and will not in --range" in line for line in report.remarks)


def test_words_in_a_messages_body_are_no_trailer(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a": "a"})
    repository.stage({"x.sh": SCRIPT})
    message = tmp_path / "message"
    message.write_text(f"clean\n\n{ALLOW}\n\nand more words\n")
    report = scan(Request(STAGED, asked=True, directory=str(repository.root), message=str(message)))
    assert report.exit_code == 1


def test_a_trailer_of_one_commit_does_not_excuse_another_in_a_history(team: Team) -> None:
    team.change()
    team.commit("alice", {"y.sh": SCRIPT}, "more")
    team.approve()
    report = team.scan(mode=HISTORY)
    assert [one.place.file for one in report.findings] == ["y.sh"]


# -- options ----------------------------------------------------------------------------------------------------------


def option(repository: Repository, mode: str, value: str = "", **more: object) -> Report:
    request = Request(mode, value, asked=True, directory=str(repository.root))
    return scan(request.but(overrides=((RULE, "old", "2199-01-31"),), **more))


def test_an_option_counts_for_what_is_in_the_making_and_not_for_what_is_done(team: Team) -> None:
    team.repository.stage({"x.sh": SCRIPT})
    assert option(team.repository, STAGED).exit_code == 0
    patch = team.repository.root.parent / "patch"
    patch.write_text(team.repository.git("diff", "--cached") + "\n")
    assert option(team.repository, PATCH, str(patch)).exit_code == 0
    team.commit("alice")
    for mode in (RANGE, HISTORY):
        report = option(team.repository, mode, f"{team.base}..HEAD")
        refused(report, "somebody other than the author")
    team.approve()
    granted(option(team.repository, RANGE, f"{team.base}..HEAD"), mail("bob"))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (("filesystem/recursive-delte", "x", "2199-01-31"), "no rule filesystem/recursive-delte"),
        ((RULE, "x", "2020-01-31"), "is past"),
        ((RULE, "x", "soon"), "no date"),
        ((RULE, " ", "2199-01-31"), "empty"),
    ],
)
def test_options_that_cannot_count_end_the_run(repository: Repository, one: tuple[str, str, str], words: str) -> None:
    repository.commit({"a": "a"})
    repository.stage({"x.sh": SCRIPT})
    with pytest.raises(UsageError, match=words):
        scan(Request(STAGED, directory=str(repository.root), overrides=(one,)))


# -- reviews that the code host tells of ------------------------------------------------------------------------------


def review(team: Team, login: str = "bob", state: str = "APPROVED", commit: str = "") -> dict[str, object]:
    tip = team.repository.git("rev-parse", "HEAD")
    return {"user": {"login": login}, "state": state, "commit_id": commit or tip}


def test_a_review_of_the_tip_makes_the_trailer_count(team: Team) -> None:
    team.change()
    granted(team.scan(approvals={"author": "alice", "reviews": [review(team)]}), "@bob")


def test_a_merge_request_of_gitlab(team: Team) -> None:
    tip = team.change()
    told = {"author": {"username": "alice"}, "commit": tip, "approved_by": [{"user": {"username": "bob"}}]}
    granted(team.scan(approvals=told), "@bob")
    refused(team.scan(approvals={**told, "commit": ""}), "does not say of which commit")


def test_what_gh_prints(team: Team) -> None:
    tip = team.change()
    one = {"author": {"login": "Bob"}, "state": "APPROVED", "commit": {"oid": tip}}
    granted(team.scan(approvals={"author": {"login": "alice"}, "reviews": [one]}), "@bob")


def test_a_review_of_an_older_commit_does_not_count(team: Team) -> None:
    old = team.change()
    team.commit("alice", {"README": "more\n"})
    refused(team.scan(approvals={"author": "alice", "reviews": [review(team, commit=old)]}), "is of " + old[:12])


@pytest.mark.parametrize("state", ["DISMISSED", "CHANGES_REQUESTED"])
def test_a_review_taken_back_does_not_count(team: Team, state: str) -> None:
    team.change()
    told = {"author": "alice", "reviews": [review(team), review(team, state=state)]}
    assert team.scan(approvals=told).exit_code == 1


def test_a_comment_takes_no_approval_back_and_is_none(team: Team) -> None:
    team.change()
    comment = review(team, state="COMMENTED")
    granted(team.scan(approvals={"author": "alice", "reviews": [review(team), comment]}), "@bob")
    assert team.scan(approvals={"author": "alice", "reviews": [comment]}).exit_code == 1


def test_the_authors_own_review_does_not_count(team: Team) -> None:
    team.change()
    refused(team.scan(approvals={"author": "BOB", "reviews": [review(team)]}), "the author's own")


def test_a_review_by_somebody_who_pushed_to_the_change(team: Team) -> None:
    team.commit("bob", {"x.sh": SCRIPT}, f"clean\n\n{ALLOW}", address="77+bob@users.noreply.github.com")
    refused(team.scan(approvals={"author": "alice", "reviews": [review(team)]}), "is theirs")


def test_reviews_without_an_author_do_not_count(team: Team) -> None:
    team.change()
    refused(team.scan(approvals=[review(team)]), "does not say who the author is")


def test_a_review_by_a_passer_by(team: Team) -> None:
    team.change()
    refused(team.scan(approvals={"author": "alice", "reviews": [review(team, "mallory")]}), "no approver of the file")


@pytest.mark.parametrize("text", ["", "no json", "[" * 100_000, '"text"', '{"author": 5, "reviews": 7}'])
def test_reviews_that_cannot_be_read_count_for_nothing(team: Team, text: str) -> None:
    team.change()
    assert team.scan(approvals=text).exit_code == 1


# -- the organisation's word ------------------------------------------------------------------------------------------


def test_a_forbidden_rule_is_excepted_by_nobody(team: Team) -> None:
    inline = f'# keyturn: allow[{RULE}] reason="old" until=2199-01-31\nrm -rf /srv/data'
    base = team.commit("alice", {"keyturn.toml": '[override]\nforbid = ["filesystem/*"]\n', "x.sh": inline + "\n"})
    team.commit("alice", {"x.sh": inline + " /srv/more\n"}, f"clean\n\n{ALLOW}")
    team.approve()
    refused(team.scan(base=base, approvals={"author": "alice", "reviews": [review(team)]}), "forbid")
    team.repository.stage({"y.sh": inline})
    refused(option(team.repository, STAGED), "forbid")


def test_a_rule_that_wants_approval_wants_it_before_the_commit_too(team: Team, tmp_path: Path) -> None:
    base = team.commit("alice", {"keyturn.toml": f'[override]\nrequire_approval = ["{RULE}"]\n'})
    team.repository.stage({"x.sh": f'# keyturn: allow[{RULE}] reason="old" until=2199-01-31\nrm -rf /srv/data\n'})
    refused(option(team.repository, STAGED), "also before the commit")
    team.commit("alice")
    team.approve()
    granted(team.scan(base=base), mail("bob"))


def test_a_date_too_far_ahead_does_not_count_on_any_side(team: Team) -> None:
    inline = f'# keyturn: allow[{RULE}] reason="old" until=2199-01-31\nrm -rf /srv/data'
    base = team.commit("alice", {"keyturn.toml": "[override]\nmax_days = 30\n", "x.sh": inline + "\n"})
    team.commit("alice", {"x.sh": inline + " /srv/more\n"})
    refused(team.scan(base=base), "max_days")


def test_a_pattern_that_names_no_rule_is_said(team: Team) -> None:
    base = team.commit("alice", {"keyturn.toml": '[override]\nforbid = ["terraform/destory"]\n'})
    team.change()
    assert any("terraform/destory" in line for line in team.scan(base=base).remarks)


# -- the record -------------------------------------------------------------------------------------------------------


def test_each_use_is_recorded(team: Team, record: Path) -> None:
    before = record.read_text().count("\n") if record.exists() else 0
    commit = team.change(message=ALLOW.replace("old data", "password=hunter2hunter2"))
    team.approve()
    team.scan()
    lines = [json.loads(line) for line in record.read_text().splitlines()[before:]]
    assert [one["kind"] for one in lines] == ["override.used"]
    body = lines[0]["body"]
    assert (body["rule"], body["path"], body["until"]) == (RULE, "x.sh", "2199-01-31")
    assert (body["source"], body["commit"], body["approved_by"]) == ("trailer", commit, mail("bob"))
    assert "hunter2" not in record.read_text()


def test_what_cannot_be_recorded_does_not_count(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a": "a"})
    repository.stage({"x.sh": SCRIPT})
    monkeypatch.setattr("keyturn.wiring.exceptions.record_file", lambda: "/proc/none/record.jsonl")
    refused(option(repository, STAGED), "cannot be recorded")
