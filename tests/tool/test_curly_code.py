"""Go, Rust, Java and their like through the whole corridor: what their calls do to files, data and clusters."""

from __future__ import annotations

import pytest

from keyturn.policy.layers import Layers
from keyturn.scan.judging import Side, judge, of_effect
from keyturn.scan.prefilter import prefilter
from tests.support import DictWorkspace
from tests.support import rules as rules_met


def side(language: str, text: str) -> Side:
    return judge(language, "x", text, DictWorkspace({}), Layers())


def rules(language: str, text: str) -> list[str]:
    """Rules of what scan would tell, certain or not."""
    assert prefilter().hits(language, text.encode())
    found = side(language, text)
    return sorted({one.rule for one in found.judgement.effects if of_effect(one, found, "x", Layers(), "")})


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("go", 'exec.Command("rm", "-rf", "/srv/a").Run()', "filesystem/recursive-delete"),
        ("go", 'exec.CommandContext(ctx, "sh", "-c", "rm -rf /srv/a")', "filesystem/recursive-delete"),
        ("go", 'exec.Command("bash", "-c", fmt.Sprintf("rm -rf /srv/%s", dir))', "filesystem/mass-delete"),
        ("go", 'syscall.Exec("/bin/rm", []string{"rm", "-rf", "/srv/a"}, env)', "filesystem/recursive-delete"),
        ("go", 'os.RemoveAll("/srv/a")', "code/recursive-delete"),
        ("go", 'os.RemoveAll(filepath.Join("/srv", name))', "code/mass-delete"),
        ("go", "db.ExecContext(ctx, `DELETE FROM orders`)", "sql/delete-without-where"),
        ("go", "db.Migrator().DropTable(&User{})", "migration/drop-table"),
        ("go", "rdb.FlushAll(ctx)", "code/store-flush"),
        ("go", "coll.DeleteMany(ctx, bson.M{})", "code/orm-delete-all"),
        ("go", 'client.Database("shop").Drop(ctx)', "code/drop-database"),
        ("go", 'c.CoreV1().Namespaces().Delete(ctx, "shop", o)', "code/cluster-delete"),
        ("go", 'import "github.com/aws/aws-sdk-go-v2/service/s3"\nc.DeleteBucket(ctx, in)', "code/cloud-delete"),
        ("rust", 'Command::new("rm").arg("-rf").arg("/srv/a").spawn()?;', "filesystem/recursive-delete"),
        ("rust", 'use std::fs::remove_dir_all;\nfn f() { remove_dir_all("/srv/a"); }', "code/recursive-delete"),
        ("rust", 'sqlx::query!("DROP TABLE users").execute(&p)', "sql/drop-table"),
        ("rust", 'redis::cmd("FLUSHALL").query(&mut c)', "code/store-flush"),
        ("rust", "User::delete_many().exec(&db)", "code/orm-delete-all"),
        ("java", 'Runtime.getRuntime().exec("rm -rf /srv/a");', "filesystem/recursive-delete"),
        ("java", 'new ProcessBuilder(List.of("rm", "-rf", "/srv/a")).start();', "filesystem/recursive-delete"),
        ("java", 'FileUtils.deleteDirectory(new File("/srv/a"));', "code/recursive-delete"),
        ("java", '@Query("DELETE FROM users")\nvoid wipe();', "sql/delete-without-where"),
        ("java", "orderRepository.deleteAll();", "code/orm-delete-all"),
        ("kotlin", 'fun f() { File("/srv/a").deleteRecursively() }', "code/recursive-delete"),
        ("scala", 'import sys.process._\nProcess("rm -rf /srv/a").!', "filesystem/recursive-delete"),
        ("groovy", '"rm -rf /srv/a".execute()', "filesystem/recursive-delete"),
        ("csharp", 'Process.Start("rm", "-rf /srv/a");', "filesystem/recursive-delete"),
        ("csharp", 'Directory.Delete("/srv/a", true);', "code/recursive-delete"),
        ("csharp", 'db.Database.ExecuteSqlRaw("DROP TABLE users");', "sql/drop-table"),
        ("csharp", "db.Database.EnsureDeleted();", "code/drop-database"),
        ("csharp", "await db.Users.ExecuteDeleteAsync();", "code/orm-delete-all"),
        ("swift", 'try FileManager.default.removeItem(atPath: "/srv/a")', "code/recursive-delete"),
        ("dart", "Directory('/srv/a').deleteSync(recursive: true);", "code/recursive-delete"),
        ("elixir", 'System.cmd("rm", ["-rf", "/srv/a"])', "filesystem/recursive-delete"),
        ("elixir", '"/srv/a" |> File.rm_rf!()', "code/recursive-delete"),
        ("elixir", 'Repo.query!("TRUNCATE users")', "sql/truncate"),
        ("elixir", "Repo.delete_all(User)", "code/orm-delete-all"),
    ],
)
def test_harm(language: str, text: str, rule: str) -> None:
    assert rule in rules(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", 'exec.Command("git", "status").Run()'),
        ("go", "os.RemoveAll(path)"),
        ("go", 'func TestX(t *testing.T) { os.RemoveAll(filepath.Join(t.TempDir(), "x")) }'),
        ("go", 'dir, err := os.MkdirTemp("", "x")\ndefer os.RemoveAll(dir)'),
        ("go", 'log.Printf("rm -rf /")\nfmt.Println("DROP TABLE users")'),
        ("go", 'db.Exec("INSERT INTO deleted VALUES ($1)", id)'),
        ("go", 'func (m M) Down(db DB) { db.Exec("DROP TABLE users") }'),
        ("go", 'c.CoreV1().Pods("shop").Delete(ctx, "web-1", o)'),
        ("go", 'strings.Replace("update", "delete", "drop", 1)'),
        ("go", 'coll.DeleteMany(ctx, bson.M{"shop": id})'),
        ("rust", "std::fs::remove_file(&path)?;"),
        ("rust", "User::delete_many().filter(c.eq(1)).exec(&db)"),
        ("rust", "let dir = tempfile::tempdir()?; std::fs::remove_dir_all(dir.path())?;"),
        ("java", "files.delete(key); map.delete(); executor.execute(task);"),
        ("java", 'File f = File.createTempFile("a", "b"); f.delete();'),
        ("kotlin", "val dir = createTempDir(); dir.deleteRecursively()"),
        ("csharp", "await db.Users.Where(u => u.Id == 1).ExecuteDeleteAsync();"),
        ("csharp", "Directory.Delete(path, true);"),
        ("csharp", 'Process.Start("notepad");'),
        ("elixir", "Repo.delete_all(from u in User, where: u.id == 1)"),
        ("elixir", 'def down, do: execute("DROP TABLE users")'),
        ("scala", "sh(x)"),
    ],
)
def test_no_harm(language: str, text: str) -> None:
    found = side(language, text)
    told = [of_effect(one, found, "x", Layers(), "") for one in found.judgement.effects]
    assert [one.rule for one in told if one is not None] == []


def test_text_that_is_only_known_at_run_time_is_a_note_in_a_file() -> None:
    judgement = side("go", 'exec.Command(os.Args[1]).Run()\nexec.Command("sh", "-c", script)').judgement
    assert not judgement.effects


def test_a_buffer_is_flushed_by_the_same_name() -> None:
    text = "package a\n\nfunc f(rm Writer) {\n\trm.FlushAll()\n}\n"
    assert rules_met(text, language="go", file=True) == []
    assert (
        rules_met(text.replace("package a", 'package a\n\nimport "github.com/redis/go-redis/v9"'), language="go") != []
    )
