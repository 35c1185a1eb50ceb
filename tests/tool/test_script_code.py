"""What Perl, Ruby, PHP, awk, Lua, R, Tcl and AppleScript texts would do."""

import pytest

from keyturn.model.effect import MIGRATION_FORWARD, MIGRATION_LOSS
from keyturn.model.source import Origin
from tests.support import judged, rules


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("perl", 'system("rm", "-rf", "/srv");'),
        ("perl", "my $out = `rm -rf /srv`;"),
        ("perl", 'open(my $fh, "rm -rf /srv |");'),
        ("perl", 'open(my $fh, "|rm -rf /srv");'),
        ("perl", 'open(my $fh, "-|", "rm", "-rf", "/srv");'),
        ("perl", "eval \"system('rm -rf /srv')\";"),
        ("ruby", 'IO.popen("rm -rf /srv")'),
        ("ruby", 'IO.popen(["rm", "-rf", "/srv"])'),
        ("ruby", 'Open3.capture3("rm", "-rf", "/srv")'),
        ("ruby", 'open("|rm -rf /srv")'),
        ("ruby", 'sh "rm -rf /srv"'),
        ("php", '<?php passthru("rm -rf /srv");'),
        ("php", '<?php proc_open("rm -rf /srv", [], $p);'),
        ("php", '<?php pcntl_exec("/bin/rm", ["-rf", "/srv"]);'),
        ("awk", 'BEGIN { "rm -rf /srv" | getline }'),
        ("awk", 'BEGIN { print "rm -rf /srv" | "sh" }'),
        ("lua", 'io.popen("rm -rf /srv")'),
        ("r", 'system2("rm", c("-rf", "/srv"))'),
        ("tcl", "exec rm -rf /srv"),
        ("tcl", 'spawn bash\nexpect "$ "\nsend "rm -rf /srv\\r"'),
        ("applescript", 'do shell script "rm -rf /srv" with administrator privileges'),
    ],
)
def test_commands(language, text):
    assert "filesystem/recursive-delete" in rules(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("perl", 'unlink "/srv/a", "/srv/b";', "code/delete"),
        ("perl", 'unlink glob "/srv/*";', "code/mass-delete"),
        ("perl", "unlink </srv/*>;", "code/mass-delete"),
        ("perl", 'use File::Path; remove_tree("/srv");', "code/recursive-delete"),
        ("perl", 'open(F, ">", "/etc/hosts");', "code/overwrite"),
        ("perl", 'open(F, ">/etc/hosts");', "code/overwrite"),
        ("perl", 'open(F, ">.claude/settings.json");', "keyturn/guard-file"),
        ("ruby", 'FileUtils.rm_rf("/srv")', "code/recursive-delete"),
        ("ruby", 'FileUtils.rm_r "/srv", force: true', "code/recursive-delete"),
        (
            "ruby",
            'Dir.glob("/srv/*").each { |f| File.delete(f) }\nFile.delete(*Dir.glob("/srv/*"))',
            "code/mass-delete",
        ),
        ("ruby", 'File.write("/etc/hosts", "")', "code/overwrite"),
        ("ruby", "User.delete_all", "code/orm-delete-all"),
        ("ruby", "User.destroy_all", "code/orm-delete-all"),
        ("php", '<?php array_map("unlink", glob("/srv/*"));', "code/mass-delete"),
        ("php", '<?php file_put_contents("/etc/hosts", "");', "code/overwrite"),
        ("php", '<?php Schema::dropIfExists("users");', "migration/drop-table"),
        ("lua", 'os.remove("/srv/a")', "code/delete"),
        ("r", 'unlink("/srv", recursive = TRUE)', "code/recursive-delete"),
        ("tcl", "file delete -force /srv", "code/recursive-delete"),
    ],
)
def test_files_and_rows(language, text, rule):
    assert rule in rules(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ruby", 'ActiveRecord::Base.connection.execute("DROP TABLE users")'),
        ("perl", '$dbh->do("DROP TABLE users");'),
        ("php", '<?php $pdo->exec("DROP TABLE users");'),
        ("php", '<?php mysqli_query($c, "DROP TABLE users");'),
    ],
)
def test_statements_reach_the_sql_reader(language, text):
    assert any(one.startswith("sql/") for one in rules(text, language=language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("perl", 'print "rm -rf /\\n";'),
        ("perl", "my %h = (a => 1); delete $h{a};"),
        ("perl", "while (<>) { chomp; print uc }"),
        ("ruby", 'puts "rm -rf /"'),
        ("ruby", "users.delete(3)"),
        ("ruby", "task :clean do\n  puts 1\nend"),
        ("php", '<?php echo "rm -rf /"; unset($a);'),
        ("awk", '{ print "rm -rf /" }'),
        ("awk", '{ gsub(/a/, "b"); print }'),
        ("lua", 'print("rm -rf /")'),
        ("r", 'cat("rm -rf /")'),
        ("tcl", 'puts "rm -rf /"'),
    ],
)  # fmt: skip
def test_what_does_no_harm_is_let_be(language, text):
    assert rules(text, language=language) == []


def test_rails_up_loses_and_down_is_what_it_is_for():
    text = (
        "class A < ActiveRecord::Migration[7.1]\n  def up\n    drop_table :users\n    remove_column :a, :b\n  end\n"
        "  def down\n    drop_table :fresh\n  end\nend\n"
    )
    judgement = judged(text, language="ruby", file=True, origin=Origin("/work/app/m.rb"))
    found = [(one.category, one.certain, one.origin.line) for one in judgement.effects]
    assert found == [(MIGRATION_LOSS, True, 3), (MIGRATION_LOSS, True, 4), (MIGRATION_FORWARD, False, 7)]


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("php", "<?php User::query()->delete();", "code/orm-delete-all"),
        ("php", '<?php Artisan::call("migrate:fresh");', "migrate/rebuild"),
        ("ruby", 'Dir.glob("/srv/*").each { |f| File.delete(f) }', "code/mass-delete"),
        ("ruby", "FileUtils.rm_rf(Dir.home)", "code/recursive-delete"),
        ("ruby", 'FileUtils.rm_rf("#{Dir.home}/projects")', "code/recursive-delete"),
        ("ruby", 'FileUtils.rm_rf(File.join(Dir.home, "projects"))', "code/recursive-delete"),
        ("ruby", 'Dir.glob("/srv/*").each do |f|\n  File.delete(f)\nend', "code/mass-delete"),
        ("ruby", 'Pathname.new("/srv/q").rmtree', "code/recursive-delete"),
    ],
)
def test_what_frameworks_and_loops_delete(language: str, text: str, rule: str) -> None:
    assert rule in rules(text, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "<?php assert($x > 0);",
        "<?php assert(isset($this->client), 'gone');",
        '<?php User::query()->where("id", 3)->delete();',
        '<?php Artisan::call("cache:clear");',
    ],
)
def test_what_php_only_checks_or_narrows(text: str) -> None:
    assert rules(text, language="php") == []


def test_a_relation_that_is_handed_over_is_not_every_row() -> None:
    text = "def wipe(scope)\n  scope.delete_all\nend\n\ndef all\n  update_all(x: 1)\nend\n"
    assert rules(text, language="ruby", file=True) == []
    assert "code/orm-delete-all" in rules("User.delete_all\n", language="ruby", file=True)


def test_a_backtick_in_a_pattern_or_after_a_dollar_opens_no_command() -> None:
    text = "m = %r/(?:`?a`?)/x\nz = $` + $'\nsystem 'rm -rf /x'\n"
    assert rules(text, language="ruby", file=True) == ["filesystem/recursive-delete"]


def test_an_unknown_name_in_quotes_is_shown_as_unknown() -> None:
    (effect,) = judged('execute "DROP TABLE \\"#{x}\\""\n', language="ruby").effects
    assert effect.summary == 'drops table "…"'
